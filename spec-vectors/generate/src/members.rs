//! Every member that the tables of the documents name: each object with all of them, and with one missing, null, or of
//! another type.
//!
//! The number of a vector is that of the object and that of the member, and a letter for the case: `a` missing, `b`
//! null, `c` another type, `d` … `h` a text, a number, a boolean, an object, an array, where `c` is another; `i` … `k` an
//! empty text, zero, false; `t` twice.
//! New objects and members are added at the end.

mod directory;
mod object;
mod permits;
mod requests;
mod tables;

use object::Object;

use crate::draft::Draft;

pub(crate) fn drafts() -> Vec<Draft> {
    let objects: Vec<Object> = objects().into_iter().chain(requests::objects()).collect();
    let drafts = objects.iter().flat_map(Object::drafts);
    // Behind all others, because a vector is made from an earlier one of its file.
    drafts.chain(objects.iter().flat_map(Object::falsy)).collect()
}

/// Object, member, type, and the meaning of its absence and of null.
pub(crate) fn rows() -> Vec<[String; 4]> {
    objects().iter().flat_map(Object::rows_of_page).collect()
}

fn objects() -> Vec<Object> {
    [tables::version_1(), tables::version_2(), permits::objects(), directory::objects()].into_iter().flatten().collect()
}
