//! The server's records for payments on EVM chains.

macro_rules! records {
    ([$($Room:ident $room:ident $parts:tt;)*]) => {
        crate::records::counted! { $($room: super::$room::Records;)* }
    };
}
super::rooms::rooms!(records);
