//! What is promised but not written yet?
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    unused_variables,
    clippy::todo
)]

use alloc::vec::Vec;

use crate::{Error, Format, Value};

impl Format {
    pub fn pack(&self, values: &[Value]) -> Result<Vec<u8>, Error> {
        todo!()
    }
}
