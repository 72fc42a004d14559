//! Which triple patterns a pattern has, and in which of its solutions each is matched.

use spargebra::algebra::GraphPattern;
use spargebra::term::TriplePattern;

/// A pattern, and a triple pattern that is matched in all its solutions.
pub(super) type Way = (GraphPattern, TriplePattern);

/// Returns the triple patterns of a pattern, each with a pattern that its triples match in exactly the same solutions.
///
/// At the top, what only adds to solutions is left out.
pub(super) fn ways(pattern: &GraphPattern, top: bool) -> Vec<Way> {
    use GraphPattern as P;
    let within = |inner: &GraphPattern, top: bool, wrap: &dyn Fn(Box<P>) -> P| {
        let ways = ways(inner, top).into_iter();
        ways.map(|(pattern, triple)| (wrap(Box::new(pattern)), triple))
            .collect::<Vec<_>>()
    };
    match pattern {
        P::Bgp { patterns } => patterns
            .iter()
            .map(|triple| (pattern.clone(), triple.clone()))
            .collect(),
        P::Project { inner, .. } | P::OrderBy { inner, .. } | P::Extend { inner, .. } if top => {
            ways(inner, top)
        }
        P::Join { left, right } => {
            let mut all = within(left, false, &|left| P::Join {
                left,
                right: right.clone(),
            });
            all.extend(within(right, false, &|right| P::Join {
                left: left.clone(),
                right,
            }));
            all
        }
        P::LeftJoin {
            left,
            right,
            expression,
        } => {
            let mut all = match top {
                true => ways(left, top),
                false => within(left, false, &|left| P::LeftJoin {
                    left,
                    right: right.clone(),
                    expression: expression.clone(),
                }),
            };
            all.extend(within(right, false, &|right| {
                let inner = P::Join {
                    left: left.clone(),
                    right,
                };
                match expression {
                    Some(expr) => P::Filter {
                        expr: expr.clone(),
                        inner: Box::new(inner),
                    },
                    None => inner,
                }
            }));
            all
        }
        P::Union { left, right } if top => {
            let mut all = ways(left, top);
            all.extend(ways(right, top));
            all
        }
        P::Union { left, right } => {
            let mut all = ways(left, false);
            all.extend(ways(right, false));
            all
        }
        P::Minus { left, right } => within(left, false, &|left| P::Minus {
            left,
            right: right.clone(),
        }),
        P::Filter { expr, inner } => within(inner, false, &|inner| P::Filter {
            expr: expr.clone(),
            inner,
        }),
        P::Extend {
            inner,
            variable,
            expression,
        } => within(inner, false, &|inner| P::Extend {
            inner,
            variable: variable.clone(),
            expression: expression.clone(),
        }),
        _ => Vec::new(),
    }
}
