//! Waking one node of a run.
//!
//! The wakers of all nodes of a run live in one allocation, a [`WakeSet`]: a header, one entry a
//! node, and one bit a node. A node's waker points at its entry; the entry holds the node's index,
//! and that says how far in front of it the header is. Waking sets the node's bit and then, unless
//! another bit of its word was set already, wakes the task that polls the run.
//!
//! Protocol. The run, when it is polled: [`register`](WakeSet::register) (its task's waker is in
//! place), then [`take`](WakeSet::take), which swaps each word for zero. A waker sets its bit; if the
//! word was zero, it wakes the task. So either `take` sees the bit, or the bit makes the word differ
//! from zero after it, and whoever did that wakes the task.

use std::{
    alloc::{Layout, alloc, dealloc, handle_alloc_error},
    mem::ManuallyDrop,
    ptr::NonNull,
    task::{RawWaker, RawWakerVTable, Waker},
};

use crate::sync::{AtomicU64, AtomicUsize, Mutex, Ordering};

struct Header {
    /// Handles and cloned wakers.
    references: AtomicUsize,
    task: Mutex<Option<Waker>>,
    nodes: u32,
}

/// Where the entries lie behind the header: at a distance that does not depend on their number.
const ENTRIES: usize = size_of::<Header>();
const _: () = assert!(align_of::<Header>() >= align_of::<AtomicU64>());

/// Where the bits lie behind the header.
const fn bits_offset(nodes: u32) -> usize {
    (ENTRIES + nodes as usize * size_of::<u32>()).next_multiple_of(align_of::<AtomicU64>())
}

const fn words(nodes: u32) -> usize {
    (nodes as usize).div_ceil(64)
}

fn layout(nodes: u32) -> Layout {
    let size = bits_offset(nodes) + words(nodes) * size_of::<AtomicU64>();
    Layout::from_size_align(size, align_of::<Header>())
        .expect("at most 2^32 entries and bits fit the address space")
}

/// Tells whether two wakers wake the same task, as `Waker::will_wake` does, without keeping a waker.
/// It says so only while a waker of the task exists.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaskId {
    data: *const (),
    vtable: *const RawWakerVTable,
}

impl TaskId {
    pub(crate) fn of(waker: &Waker) -> Self {
        Self {
            data: waker.data(),
            vtable: waker.vtable(),
        }
    }
}

/// The run's handle on the wakers of its nodes.
///
/// Invariant: `header` points at a block laid out by `layout(header.nodes)`, with header, bits and
/// entries initialised, alive as long as `references` is not zero; this handle is one of them.
pub(crate) struct WakeSet {
    header: NonNull<Header>,
}

// SAFETY: all that is shared through the pointer is atomic, behind a mutex, or never written again.
unsafe impl Send for WakeSet {}
// SAFETY: as above.
unsafe impl Sync for WakeSet {}

impl WakeSet {
    pub(crate) fn new(nodes: u32) -> Self {
        let layout = layout(nodes);
        // SAFETY: the layout holds a `Header`, so its size is not zero.
        let block = unsafe { alloc(layout) };
        let Some(header) = NonNull::new(block.cast::<Header>()) else {
            handle_alloc_error(layout)
        };
        // SAFETY: the block was just allocated with this layout, whose parts are written within
        // their bounds and at their alignment.
        unsafe {
            header.write(Header {
                references: AtomicUsize::new(1),
                task: Mutex::new(None),
                nodes,
            });
            for node in 0..nodes {
                entry(header, node).write(node);
            }
            for word in 0..words(nodes) {
                bits(header, word).write(AtomicU64::new(0));
            }
        }
        Self { header }
    }

    /// Makes sure that the task of `waker` is the one woken from now on.
    pub(crate) fn register(&self, waker: &Waker) {
        // SAFETY: this handle keeps the block alive.
        let header = unsafe { self.header.as_ref() };
        let mut task = lock(&header.task);
        match &mut *task {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// Calls `woken` with each node woken since the last call.
    pub(crate) fn take(&self, mut woken: impl FnMut(u32)) {
        // SAFETY: this handle keeps the block alive.
        let header = unsafe { self.header.as_ref() };
        for word in 0..words(header.nodes) {
            // SAFETY: `word` is within the bits of this block.
            let bits = unsafe { bits(self.header, word).as_ref() };
            if bits.load(Ordering::SeqCst) == 0 {
                continue;
            }
            let mut set = bits.swap(0, Ordering::SeqCst);
            while set != 0 {
                #[expect(clippy::cast_possible_truncation, reason = "nodes are counted in u32")]
                woken(word as u32 * 64 + set.trailing_zeros());
                set &= set - 1;
            }
        }
    }

    /// The waker of `node`, borrowed: it holds no reference until it is cloned.
    pub(crate) fn waker(&self, node: u32) -> ManuallyDrop<Waker> {
        // SAFETY: this handle keeps the block alive, and `entry` is given a node within it. The
        // vtable keeps to the contract of `RawWaker`: it is thread-safe, and the reference that
        // this waker does not hold is never released, as it is not dropped; callers do not let it
        // outlive the handle.
        unsafe {
            assert!(node < self.header.as_ref().nodes, "a waker of no node");
            ManuallyDrop::new(Waker::from_raw(RawWaker::new(
                entry(self.header, node).as_ptr().cast_const().cast(),
                &VTABLE,
            )))
        }
    }

    /// A waker of `node` that may be kept.
    pub(crate) fn owned_waker(&self, node: u32) -> Waker {
        Waker::clone(&self.waker(node))
    }

    /// Does no cloned waker exist? Then none can come to exist but through this handle.
    pub(crate) fn is_unshared(&self) -> bool {
        // SAFETY: this handle keeps the block alive.
        unsafe { self.header.as_ref() }
            .references
            .load(Ordering::Acquire)
            == 1
    }

    /// Forgets the task and every wake, so that another run can use the set.
    pub(crate) fn reset(&self) {
        // SAFETY: this handle keeps the block alive.
        let task = lock(&unsafe { self.header.as_ref() }.task).take();
        drop(task);
        self.take(|_| ());
    }
}

impl Drop for WakeSet {
    fn drop(&mut self) {
        // SAFETY: this handle is one reference, and is gone now.
        unsafe { release(self.header) }
    }
}

/// A poisoned lock guards a waker all the same: no code of ours panics while holding it, and a
/// waker of the user's that panics while being replaced leaves the old or the new one.
fn lock<T>(mutex: &Mutex<T>) -> crate::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// # Safety
/// `header` is at the front of a block for a header that is written, and `word` is one of its words.
unsafe fn bits(header: NonNull<Header>, word: usize) -> NonNull<AtomicU64> {
    // SAFETY: the caller's; the bits lie within the block.
    unsafe {
        let offset = bits_offset(header.as_ref().nodes);
        header.byte_add(offset).cast::<AtomicU64>().add(word)
    }
}

/// # Safety
/// `header` is at the front of a block, and `node` is one of its nodes.
unsafe fn entry(header: NonNull<Header>, node: u32) -> NonNull<u32> {
    // SAFETY: the caller's; the entries lie within the block.
    unsafe { header.byte_add(ENTRIES).cast::<u32>().add(node as usize) }
}

/// # Safety
/// `data` points at an entry of a live block, as the data of every waker does.
unsafe fn block_of(data: *const ()) -> (NonNull<Header>, u32) {
    // SAFETY: an entry is never null, and holds how many entries lie between it and the first one.
    unsafe {
        let entry = NonNull::new_unchecked(data.cast::<u32>().cast_mut());
        let node = entry.read();
        let header = entry.sub(node as usize).byte_sub(ENTRIES).cast::<Header>();
        (header, node)
    }
}

/// # Safety
/// The caller owns one reference to the block, and gives it up.
unsafe fn release(header: NonNull<Header>) {
    // SAFETY: the caller's reference keeps the block alive until it is counted off; whoever counts
    // off the last one is alone with the block, and has seen all that others did with it.
    unsafe {
        if header.as_ref().references.fetch_sub(1, Ordering::AcqRel) == 1 {
            let layout = layout(header.as_ref().nodes);
            header.drop_in_place();
            dealloc(header.as_ptr().cast(), layout);
        }
    }
}

static VTABLE: RawWakerVTable = RawWakerVTable::new(clone_waker, wake, wake_by_ref, drop_waker);

unsafe fn clone_waker(data: *const ()) -> RawWaker {
    // SAFETY: a waker is only cloned while it, or the handle it was borrowed from, keeps the block
    // alive.
    let (header, _) = unsafe { block_of(data) };
    // SAFETY: as above.
    let references = unsafe { &header.as_ref().references };
    if references.fetch_add(1, Ordering::Relaxed) > usize::MAX / 2 {
        // As `Arc` does: so many leaked wakers would overflow the count.
        std::process::abort();
    }
    RawWaker::new(data, &VTABLE)
}

unsafe fn wake(data: *const ()) {
    // SAFETY: `wake` consumes the waker, and with it its reference.
    unsafe {
        wake_by_ref(data);
        drop_waker(data);
    }
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the waker keeps the block alive during the call, and `node` is one of its nodes.
    let (header, bits, node) = unsafe {
        let (header, node) = block_of(data);
        let bits = bits(header, node as usize / 64);
        (header.as_ref(), bits.as_ref(), node)
    };
    if bits.fetch_or(1 << (node % 64), Ordering::SeqCst) == 0 {
        // Woken outside the lock: a task's waker may poll the run, and so come back here.
        let task = lock(&header.task).clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}

unsafe fn drop_waker(data: *const ()) {
    // SAFETY: the waker is one reference, and is gone now.
    unsafe {
        let (header, _) = block_of(data);
        release(header);
    }
}
