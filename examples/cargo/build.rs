// Runs while the project is built: regular, whatever the project's own code is.
fn main() {
    println!("cargo:rustc-env=FREQUENCY_GREETING=words, most frequent first");
    println!("cargo:rerun-if-changed=build.rs");
}
