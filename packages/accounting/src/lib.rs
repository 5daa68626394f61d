//! The arithmetic of Weir: values in, values or an error out.
