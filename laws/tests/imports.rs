//! The modules of a crate depend on each other in one direction (decision 16, "One way down"): no module imports one
//! that imports it, also not around several corners.
//!
//! An import is a private `use`, or a path with at least two segments in code, also inside of a macro. It leads to the
//! module that defines the item, past re-exports. Code for tests does not count.

#![allow(clippy::wildcard_enum_match_arm, reason = "the parser may know new kinds of items")]

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::Path,
};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, UseTree, Visibility, visit::Visit};

#[test]
fn no_modules_import_each_other() {
    let mut found = BTreeMap::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for folder in fs::read_dir(crates).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let modules = Crate::read(&folder.join("src"));
        assert!(!modules.0.is_empty(), "{name} has no modules");
        for (cycle, shortest) in modules.cycles() {
            found.insert((name.clone(), cycle), shortest);
        }
    }
    let found: Vec<_> =
        found.iter().map(|((name, cycle), way)| format!("{name}: {}\n    shortest: {way}", cycle.join(" "))).collect();
    assert!(found.is_empty(), "modules that import each other:\n{}", found.join("\n"));
}

/// Re-exports, renamed imports, nested groups, globs, macros and tests, in one crate.
#[test]
fn finds_an_import_in_every_form() {
    let read = |files: &[(&str, &str)]| {
        let mut read = Crate::default();
        for (path, text) in files {
            let path = path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
            read.add(&path, &syn::parse_file(text).unwrap().items);
        }
        read.cycles().into_iter().map(|(cycle, _)| cycle.join(" ")).collect::<Vec<_>>()
    };
    let lib = ("", "mod a; mod b; mod c; pub use a::A; pub use b::{B, make};");
    let b = ("b", "use crate::A; pub struct B(A); pub fn make() {}");
    for a in [
        "use crate::B; pub struct A;",
        "use super::b::{self as other, B as Other}; pub struct A;",
        "use super::*; pub struct A; fn f() { crate::b::make() }",
        "pub struct A; fn f() { super::make() }",
        "use crate::b; pub struct A; fn f() { println!(\"{}\", b::make()) }",
        "pub struct A; impl From<crate::B> for A { fn from(_: crate::B) -> Self { Self } }",
        "use crate::c::B; pub struct A;",
    ] {
        let c = ("c", "pub use crate::b::*;");
        assert_eq!(read(&[lib, ("a", a), b, c]), ["a b"], "{a}");
    }
    for a in [
        "pub struct A;",
        "pub use crate::b::B; pub struct A;",
        "use std::b::B; pub struct A;",
        "pub struct A; #[cfg(test)] mod tests { use crate::B; }",
        "pub struct A; #[cfg(test)] use crate::B;",
        "pub struct A; fn f(b: u8) -> u8 { b }",
    ] {
        assert_eq!(read(&[lib, ("a", a), b, ("c", "")]), <[&str; 0]>::default(), "{a}");
    }
    let modules = [("", "mod a; mod b; mod c;"), ("a", "use crate::b::B; pub struct A;"), ("c", "use crate::a::A;")];
    assert_eq!(read(&modules), <[&str; 0]>::default());
    let modules = [lib, ("a", "use crate::c::C; pub struct A;"), ("c", "use crate::B; pub struct C;"), b];
    assert_eq!(read(&modules), ["a b c"]);
}

/// The path of a module below the root of its crate.
type ModulePath = Vec<String>;

/// The modules of a crate.
#[derive(Default)]
struct Crate(BTreeMap<ModulePath, Module>);

#[derive(Default)]
struct Module {
    /// The names of the items that the module defines.
    items: BTreeSet<String>,
    /// The names that `use` brings in, with their paths.
    names: BTreeMap<String, ModulePath>,
    /// The paths in front of `::*`.
    globs: Vec<ModulePath>,
    /// The paths that the module depends on.
    imports: BTreeSet<ModulePath>,
}

enum Target {
    Module(ModulePath),
    /// An item, with the module that defines it.
    Item(ModulePath),
}

impl Crate {
    fn read(src: &Path) -> Self {
        let mut read = Self::default();
        for root in ["lib.rs", "main.rs"] {
            if src.join(root).exists() {
                read.read_module(src, &Vec::new(), &src.join(root));
                break;
            }
        }
        read
    }

    /// Reads a file and the files of its modules.
    fn read_module(&mut self, src: &Path, path: &ModulePath, file: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for item in &parsed.items {
            if let Item::Mod(module) = item
                && module.content.is_none()
                && !is_for_tests(&module.attrs)
            {
                let mut child = path.clone();
                child.push(module.ident.to_string());
                let folder = src.join(child.join("/"));
                let named = path_of(&module.attrs).map(|named| file.with_file_name(named));
                let mut files = named.into_iter().chain([folder.with_extension("rs"), folder.join("mod.rs")]);
                let file = files.find(|file| file.exists());
                let file = file.unwrap_or_else(|| panic!("no file for the module {}", child.join("::")));
                self.read_module(src, &child, &file);
            }
        }
        self.add(path, &parsed.items);
    }

    fn add(&mut self, path: &ModulePath, items: &[Item]) {
        let mut module = Module::default();
        let mut inline = Vec::new();
        for item in items {
            module.add(item, &mut inline);
        }
        self.0.insert(path.clone(), module);
        for (name, items) in inline {
            let mut child = path.clone();
            child.push(name);
            self.add(&child, items);
        }
    }

    /// Finds the module that defines what a path in this module leads to. `None` for other crates and local names.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Target> {
        // Re-exports can lead in a circle.
        if depth > 16 {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" | "$crate" => Target::Module(Vec::new()),
            "self" => Target::Module(from.to_vec()),
            "super" => Target::Module(from.split_last()?.1.to_vec()),
            name => self.name_in(from, name, depth)?,
        };
        for name in rest {
            match at {
                Target::Module(module) if name == "super" => at = Target::Module(module.split_last()?.1.to_vec()),
                Target::Module(module) if name == "self" => at = Target::Module(module),
                Target::Module(module) => at = self.name_in(&module, name, depth)?,
                // A variant or a function of a type.
                Target::Item(_) => break,
            }
        }
        Some(at)
    }

    fn name_in(&self, path: &[String], name: &str, depth: usize) -> Option<Target> {
        let module = self.0.get(path)?;
        let mut child = path.to_vec();
        child.push(name.to_owned());
        if self.0.contains_key(&child) {
            return Some(Target::Module(child));
        }
        if module.items.contains(name) {
            return Some(Target::Item(path.to_vec()));
        }
        if let Some(found) = module.names.get(name).filter(|found| found.as_slice() != [name]) {
            return self.resolve(path, found, depth + 1);
        }
        module.globs.iter().find_map(|glob| {
            let mut found = glob.clone();
            found.push(name.to_owned());
            self.resolve(path, &found, depth + 1)
        })
    }

    /// The modules that each module imports from.
    fn edges(&self) -> BTreeMap<&ModulePath, BTreeSet<ModulePath>> {
        let of_module = |path: &ModulePath, module: &Module| {
            let targets = module.imports.iter().filter_map(|import| self.resolve(path, import, 0));
            let defining = targets.filter_map(|target| match target {
                Target::Item(module) => Some(module),
                Target::Module(_) => None,
            });
            defining.filter(|module| module != path).collect()
        };
        self.0.iter().map(|(path, module)| (path, of_module(path, module))).collect()
    }

    /// The groups of modules that import each other, each with a shortest cycle.
    fn cycles(&self) -> Vec<(Vec<String>, String)> {
        let edges = self.edges();
        let reached = |start: &ModulePath| {
            let mut reached = BTreeSet::new();
            let mut open = vec![start];
            while let Some(module) = open.pop() {
                for next in &edges[module] {
                    if reached.insert(next) {
                        open.push(next);
                    }
                }
            }
            reached
        };
        let reached: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
            edges.keys().map(|module| (*module, reached(module))).collect();
        let mut seen = BTreeSet::new();
        let mut cycles = Vec::new();
        for (module, ahead) in &reached {
            if !ahead.contains(module) || seen.contains(module) {
                continue;
            }
            let group: Vec<&ModulePath> =
                ahead.iter().copied().filter(|other| reached[other].contains(module)).collect();
            seen.extend(group.iter().copied());
            let shortest = group.iter().map(|module| shortest_way_back(module, &edges)).min_by_key(Vec::len);
            let shortest = shortest.unwrap_or_default();
            cycles.push((group.iter().map(|module| name(module)).collect(), shortest.join(" → ")));
        }
        cycles
    }
}

fn shortest_way_back(start: &ModulePath, edges: &BTreeMap<&ModulePath, BTreeSet<ModulePath>>) -> Vec<String> {
    let mut before: BTreeMap<&ModulePath, &ModulePath> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(module) = open.pop_front() {
        for next in &edges[module] {
            if next == start {
                let mut way = vec![name(start), name(module)];
                let mut at = module;
                while let Some(earlier) = before.get(at).filter(|_| at != start) {
                    at = earlier;
                    way.push(name(at));
                }
                way.reverse();
                return way;
            }
            if !before.contains_key(next) {
                before.insert(next, module);
                open.push_back(next);
            }
        }
    }
    Vec::new()
}

fn name(module: &ModulePath) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("::") }
}

impl Module {
    /// Adds an item. The items of a module that is written inside of this one go to `inline`.
    fn add<'i>(&mut self, item: &'i Item, inline: &mut Vec<(String, &'i [Item])>) {
        if is_for_tests(attributes(item)) {
            return;
        }
        match item {
            Item::Use(used) => {
                // A re-export is no import: it only passes a name on.
                let is_import = matches!(used.vis, Visibility::Inherited);
                self.add_use(&used.tree, &mut Vec::new(), is_import);
                return;
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    inline.push((module.ident.to_string(), items.as_slice()));
                }
                return;
            }
            Item::Const(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Enum(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Fn(item) => drop(self.items.insert(item.sig.ident.to_string())),
            Item::Macro(item) => {
                self.items.extend(item.ident.as_ref().map(ToString::to_string));
                self.items.extend(declared_in(&item.mac.tokens));
            }
            Item::Static(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Struct(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Trait(item) => drop(self.items.insert(item.ident.to_string())),
            Item::TraitAlias(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Type(item) => drop(self.items.insert(item.ident.to_string())),
            Item::Union(item) => drop(self.items.insert(item.ident.to_string())),
            _ => {}
        }
        self.visit_item(item);
    }

    fn add_use(&mut self, tree: &UseTree, before: &mut ModulePath, is_import: bool) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.add_use(&path.tree, before, is_import);
                before.pop();
            }
            UseTree::Name(name) => self.add_name(name.ident.to_string(), name.ident.to_string(), before, is_import),
            UseTree::Rename(name) => self.add_name(name.ident.to_string(), name.rename.to_string(), before, is_import),
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_use(tree, before, is_import)),
        }
    }

    fn add_name(&mut self, name: String, local: String, before: &[String], is_import: bool) {
        let mut path = before.to_vec();
        let is_self = name == "self";
        if !is_self {
            path.push(name);
        }
        let local = if local == "self" { path.last().cloned().unwrap_or_default() } else { local };
        if is_import {
            self.imports.insert(path.clone());
        }
        self.names.insert(local, path);
    }

    /// Adds the paths among the tokens of a macro.
    fn add_tokens(&mut self, tokens: &TokenStream) {
        let mut path: ModulePath = Vec::new();
        // The number of colons since the last segment.
        let mut colons = 0;
        let mut is_dollar = false;
        for token in tokens.clone() {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.add_path(std::mem::take(&mut path));
                    }
                    path.push(if is_dollar { format!("${ident}") } else { ident.to_string() });
                    (colons, is_dollar) = (0, false);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.add_path(std::mem::take(&mut path));
                    colons = 0;
                    is_dollar = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '$');
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(&group.stream());
                    }
                }
            }
        }
        self.add_path(path);
    }

    fn add_path(&mut self, path: ModulePath) {
        if path.len() > 1 {
            self.imports.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add_path(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.add_tokens(&mac.tokens);
        syn::visit::visit_macro(self, mac);
    }

    fn visit_item_use(&mut self, used: &'ast syn::ItemUse) {
        // Inside of a function.
        self.add_use(&used.tree, &mut Vec::new(), true);
    }
}

/// The names of the types that a macro like `names!` declares.
fn declared_in(tokens: &TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let is_keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ["struct", "enum", "fn", "const", "static", "type"].iter().any(|word| ident == word));
    let declared = tokens.windows(2).filter_map(|pair| match pair {
        [keyword, TokenTree::Ident(name)] if is_keyword(keyword) => Some(name.to_string()),
        _ => None,
    });
    declared.collect()
}

/// The file that `#[path = "…"]` names.
fn path_of(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.meta.require_list().is_ok_and(|list| {
                let condition = list.tokens.to_string();
                condition == "test" || condition.starts_with("all (test")
            })
    })
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
