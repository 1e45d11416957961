//! The wakers of single nodes of a run.
//!
//! The wakers of all nodes of a run live in one allocation, a [`WakeSet`]: a header, then one entry and
//! one bit per node. A node's waker points at its entry; the entry holds the index of the node, from
//! which the distance to the header follows. A wake-up sets the node's bit and then, unless another bit
//! of the same word was set already, wakes the task that polls the run.
//!
//! Protocol: when the run is polled, it first calls [`register`](WakeSet::register), which stores the
//! waker of its task, and then [`take`](WakeSet::take), which swaps each word for zero. A waker sets its
//! bit; if the word was zero, it wakes the task. So either `take` sees the bit, or the word differs from
//! zero after it, and the waker that changed it wakes the task.

use std::{
    alloc::{Layout, alloc, dealloc, handle_alloc_error},
    mem::ManuallyDrop,
    ptr::NonNull,
    task::{RawWaker, RawWakerVTable, Waker},
};

use crate::sync::{AtomicU64, AtomicUsize, Mutex, Ordering};

struct Header {
    /// The number of handles and cloned wakers.
    references: AtomicUsize,
    task: Mutex<Option<Waker>>,
    nodes: u32,
}

/// The offset of the entries from the header, which does not depend on their number.
const ENTRIES: usize = size_of::<Header>();
const _: () = assert!(align_of::<Header>() >= align_of::<AtomicU64>());

/// Returns the offset of the bits from the header.
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

/// The identity of a task, to compare the tasks of two wakers as `Waker::will_wake` does, without keeping
/// a waker. The comparison is valid only while a waker of the task exists.
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
/// Invariant: `header` points at a block laid out by `layout(header.nodes)`, whose header, bits and
/// entries are initialised. The block is alive as long as `references` is not zero; this handle counts as
/// one reference.
pub(crate) struct WakeSet {
    header: NonNull<Header>,
}

// SAFETY: all data shared through the pointer is atomic, behind a mutex, or never written again.
unsafe impl Send for WakeSet {}
// SAFETY: all data shared through the pointer is atomic, behind a mutex, or never written again.
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

    /// Stores the waker of the task to be woken from now on.
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

    /// Returns the waker of `node`, borrowed: it holds no reference until it is cloned.
    pub(crate) fn waker(&self, node: u32) -> ManuallyDrop<Waker> {
        // SAFETY: this handle keeps the block alive, and `node` lies within it. The vtable fulfils the
        // contract of `RawWaker`: it is thread-safe. This waker holds no reference, and since it is not
        // dropped, it releases none; callers do not let it outlive the handle.
        unsafe {
            assert!(
                node < self.header.as_ref().nodes,
                "the node is out of range"
            );
            ManuallyDrop::new(Waker::from_raw(RawWaker::new(
                entry(self.header, node).as_ptr().cast_const().cast(),
                &VTABLE,
            )))
        }
    }

    /// Returns an owned waker of `node`.
    pub(crate) fn owned_waker(&self, node: u32) -> Waker {
        Waker::clone(&self.waker(node))
    }

    /// Returns true if no cloned waker exists. A new one can then be made only through this handle.
    pub(crate) fn is_unshared(&self) -> bool {
        // SAFETY: this handle keeps the block alive.
        unsafe { self.header.as_ref() }
            .references
            .load(Ordering::Acquire)
            == 1
    }

    /// Clears the task and every wake-up, so that another run can use the set.
    pub(crate) fn reset(&self) {
        // SAFETY: this handle keeps the block alive.
        let task = lock(&unsafe { self.header.as_ref() }.task).take();
        drop(task);
        self.take(|_| ());
    }
}

impl Drop for WakeSet {
    fn drop(&mut self) {
        // SAFETY: this handle owns one reference, which it gives up here.
        unsafe { release(self.header) }
    }
}

/// Locks a mutex, ignoring poisoning: no code of this crate panics while holding the lock, and a user's
/// waker that panics while it is replaced leaves the old or the new one in place.
fn lock<T>(mutex: &Mutex<T>) -> crate::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// # Safety
/// `header` is at the front of a block and is initialised, and `word` is one of the block's words.
unsafe fn bits(header: NonNull<Header>, word: usize) -> NonNull<AtomicU64> {
    // SAFETY: the caller guarantees an initialised header and a word in range, so the address lies within
    // the block.
    unsafe {
        let offset = bits_offset(header.as_ref().nodes);
        header.byte_add(offset).cast::<AtomicU64>().add(word)
    }
}

/// # Safety
/// `header` is at the front of a block, and `node` is one of its nodes.
unsafe fn entry(header: NonNull<Header>, node: u32) -> NonNull<u32> {
    // SAFETY: the caller guarantees a node in range, so the entry lies within the block.
    unsafe { header.byte_add(ENTRIES).cast::<u32>().add(node as usize) }
}

/// # Safety
/// `data` points at an entry of a live block, as the data of every waker does.
unsafe fn block_of(data: *const ()) -> (NonNull<Header>, u32) {
    // SAFETY: a pointer to an entry is never null, and the entry holds the number of entries in front of
    // it.
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
    // SAFETY: the caller's reference keeps the block alive until it is subtracted. The caller that
    // subtracts the last one has exclusive access to the block, and the ordering makes the accesses of
    // all others visible to it.
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
    // SAFETY: a waker is cloned only while it, or the handle that it was borrowed from, keeps the block
    // alive.
    let (header, _) = unsafe { block_of(data) };
    // SAFETY: the waker that is being cloned keeps the block alive.
    let references = unsafe { &header.as_ref().references };
    if references.fetch_add(1, Ordering::Relaxed) > usize::MAX / 2 {
        // As in `Arc`: so many leaked wakers would overflow the count.
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
        // Woken outside the lock, since the waker of a task may poll the run, which locks again.
        let task = lock(&header.task).clone();
        if let Some(task) = task {
            task.wake();
        }
    }
}

unsafe fn drop_waker(data: *const ()) {
    // SAFETY: the waker owns one reference, which it gives up here.
    unsafe {
        let (header, _) = block_of(data);
        release(header);
    }
}
