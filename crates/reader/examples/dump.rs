fn main() {
    let p = std::env::args().nth(1).unwrap();
    let b = std::fs::read(&p).unwrap();
    let d = document::read(&p, &b).unwrap();
    let what = std::env::args().nth(2).unwrap_or_default();
    if what == "doc" {
        for b in &d.blocks {
            match b {
                document::Block::Paragraph(p) => println!("P {} {:?} {}", p.place, p.kind, p.text),
                document::Block::Table(t) => {
                    println!("T");
                    for r in &t.rows {
                        println!(
                            "  {} {} {}",
                            r.place,
                            r.head,
                            r.cells
                                .iter()
                                .map(|c| match c.merged {
                                    Some(document::Merged::Left) => "<".into(),
                                    Some(document::Merged::Up) => "^".into(),
                                    None => c.text.replace('\n', "⏎"),
                                })
                                .collect::<Vec<String>>()
                                .join(" | ")
                        )
                    }
                }
            }
        }
        return;
    }
    match wufei_reader::read(&d) {
        Ok(p) => {
            println!("{:#?}", p.head);
            let r = &p.reading;
            match what.as_str() {
                "cells" => {
                    for c in &r.cells {
                        println!("{:?}", c)
                    }
                }
                "indicators" => {
                    for c in &r.indicators {
                        println!("{:?}", c)
                    }
                }
                "measures" => {
                    for c in &r.measures {
                        println!("{:?}", c)
                    }
                }
                "tasks" => {
                    for c in &r.tasks {
                        println!("{:?}", c)
                    }
                }
                "outline" => {
                    for c in &r.outline {
                        println!("{:?}", c)
                    }
                }
                "duties" => {
                    for c in &r.duties {
                        println!("{:?}", c)
                    }
                }
                "orgs" => {
                    for c in &r.orgs {
                        println!("{:?}", c)
                    }
                }
                "promises" => {
                    for c in &r.promises {
                        println!("{:?}", c)
                    }
                }
                "projects" => {
                    for c in &r.projects {
                        println!("{:?}", c)
                    }
                }
                _ => {}
            }
            for u in &r.unread {
                println!("UNREAD {:?}", u)
            }
        }
        Err(e) => println!("{e:?}"),
    }
}
