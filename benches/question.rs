//! How long the main question takes, from nothing and once the knowledge base is there.

fn main() {}
