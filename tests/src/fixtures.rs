//! Where the fixtures are, and documents read from them.

use std::path::{Path, PathBuf};

use document::Document;
use reader::ReadPlan;

/// The root of the project.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the tests lie in the project").to_owned()
}

/// A file of the fixtures.
pub fn fixture(path: &str) -> PathBuf {
    root().join("tests/fixtures").join(path)
}

/// The document in a file.
pub fn document(path: &Path) -> Document {
    let bytes = std::fs::read(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    document::read(&name, &bytes).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The plan in a file.
pub fn plan(path: &Path) -> ReadPlan {
    reader::read(&document(path))
        .unwrap_or_else(|_| panic!("{} is read as no plan", path.display()))
}
