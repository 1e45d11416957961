//! The names that a handler's body declares, and those of them that the patterns use.

use proc_macro2::{Ident, Span};
use syn::{
    Block, Item, Stmt, UseTree,
    visit::{self, Visit},
};

use super::{Matching, Reading};
use crate::{options::Errors, organ::pattern};

/// Names that the body declares. The tables are outside of it, where these names are unknown.
pub(super) struct Declared {
    names: Vec<Ident>,
    /// The imports of names that are not written.
    globs: Vec<Span>,
}

impl Declared {
    pub(super) fn of(block: &Block) -> Self {
        let mut declared = Self {
            names: Vec::new(),
            globs: Vec::new(),
        };
        for statement in &block.stmts {
            let Stmt::Item(item) = statement else {
                continue;
            };
            match item {
                Item::Const(item) => declared.names.push(item.ident.clone()),
                Item::Enum(item) => declared.names.push(item.ident.clone()),
                Item::Mod(item) => declared.names.push(item.ident.clone()),
                Item::Struct(item) => declared.names.push(item.ident.clone()),
                Item::Type(item) => declared.names.push(item.ident.clone()),
                Item::Use(item) => declared.import(&item.tree),
                _ => {}
            }
        }
        declared
    }

    fn import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree),
            UseTree::Name(name) => self.names.push(name.ident.clone()),
            UseTree::Rename(rename) => self.names.push(rename.rename.clone()),
            UseTree::Glob(glob) => self.globs.push(glob.star_token.spans[0]),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree)),
        }
    }

    pub(super) fn refuse(&self, matching: &Matching, reading: &Reading<'_>, errors: &mut Errors) {
        let (organ, function) = (reading.organ, reading.function);
        if matching.rows.is_empty() {
            return;
        }
        for glob in &self.globs {
            errors.at(
                *glob,
                format_args!(
                    "`{function}` imports names that its arms may use, and the table of organ `{organ}` is outside of it: move the `use` out of the `impl` block"
                ),
            );
        }
        let mut used = NamesOfPatterns(Vec::new());
        for row in &matching.rows {
            used.visit_pat(&row.pattern);
        }
        let mut reported: Vec<&Ident> = Vec::new();
        for found in &used.0 {
            if self.names.contains(found) && !reported.contains(&found) {
                reported.push(found);
                errors.at(
                    found.span(),
                    format_args!(
                        "`{found}` is declared inside `{function}`, and the table of organ `{organ}` is outside of it: move the declaration out of the `impl` block"
                    ),
                );
            }
        }
    }
}

/// The first words of the paths in patterns.
struct NamesOfPatterns(Vec<Ident>);

impl<'ast> Visit<'ast> for NamesOfPatterns {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.0
                .extend(path.segments.first().map(|first| first.ident.clone()));
        }
    }

    fn visit_pat_ident(&mut self, found: &'ast syn::PatIdent) {
        if found.subpat.is_none() && pattern::names_a_value(&found.ident) {
            self.0.push(found.ident.clone());
        }
        visit::visit_pat_ident(self, found);
    }
}
