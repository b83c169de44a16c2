//! May items be copied as they are?

use alloc::format;

use memoryview_format::Format;

use crate::{Error, Layout};

/// Refuses a copy between items of different formats or sizes: that would be a conversion.
pub(crate) fn check(from: (&Format, &Layout), to: (&Format, &Layout)) -> Result<(), Error> {
    let refuse = |reason| Error::Type {
        format: format!("{}", from.0).into(),
        wanted: format!("{:?}", format!("{}", to.0)).into(),
        reason,
    };
    if from.0 != to.0 {
        return Err(refuse(
            "assign copies items as they are; convert them first".into(),
        ));
    }
    let (theirs, ours) = (from.1.itemsize(), to.1.itemsize());
    if theirs != ours {
        return Err(refuse(
            format!("the item sizes are {theirs} and {ours} bytes").into(),
        ));
    }
    Ok(())
}
