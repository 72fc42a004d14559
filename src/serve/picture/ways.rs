//! How arrows run between boxes, and where their labels stand.

type Point = (f64, f64);

/// A rectangle, by its corners.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    low: Point,
    high: Point,
}

/// An arrow from one place to another, bent towards a third.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve {
    from: Point,
    bend: Point,
    to: Point,
}

/// Points of a curve that are looked at.
const STEPS: usize = 24;
/// How far arrows may be led aside, the least first.
const ASIDE: [f64; 11] = [
    0.0, 30.0, -30.0, 60.0, -60.0, 100.0, -100.0, 150.0, -150.0, 220.0, -220.0,
];

impl Frame {
    /// Returns the rectangle around a middle.
    pub(super) fn around(middle: Point, half_width: f64, half_height: f64) -> Self {
        Self {
            low: (middle.0 - half_width, middle.1 - half_height),
            high: (middle.0 + half_width, middle.1 + half_height),
        }
    }

    fn middle(self) -> Point {
        (
            f64::midpoint(self.low.0, self.high.0),
            f64::midpoint(self.low.1, self.high.1),
        )
    }

    fn holds(self, point: Point, room: f64) -> bool {
        point.0 > self.low.0 - room
            && point.0 < self.high.0 + room
            && point.1 > self.low.1 - room
            && point.1 < self.high.1 + room
    }

    fn meets(self, other: Self) -> bool {
        self.low.0 < other.high.0
            && other.low.0 < self.high.0
            && self.low.1 < other.high.1
            && other.low.1 < self.high.1
    }

    /// Returns where a line from the middle towards a point leaves it, a little outside.
    fn edge_towards(self, point: Point) -> Point {
        let (middle, room) = (self.middle(), 3.0);
        let (dx, dy) = (point.0 - middle.0, point.1 - middle.1);
        let share = |half: f64, along: f64| {
            if along.abs() > f64::EPSILON {
                (half + room) / along.abs()
            } else {
                f64::MAX
            }
        };
        let across = share((self.high.0 - self.low.0) / 2.0, dx);
        let share = across
            .min(share((self.high.1 - self.low.1) / 2.0, dy))
            .min(0.45);
        (middle.0 + dx * share, middle.1 + dy * share)
    }
}

impl Curve {
    /// Leads an arrow from one box to another past all others; one that has another coming back beside it keeps to its side.
    pub(super) fn between(from: Frame, to: Frame, others: &[Frame], back: bool) -> Self {
        let (start, end) = (from.middle(), to.middle());
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let length = dx.hypot(dy).max(1.0);
        let led = |aside: f64| {
            let bend = (
                f64::midpoint(start.0, end.0) - dy / length * aside,
                f64::midpoint(start.1, end.1) + dx / length * aside,
            );
            Self {
                from: from.edge_towards(bend),
                bend,
                to: to.edge_towards(bend),
            }
        };
        let free = |curve: &Self| {
            !curve
                .points()
                .any(|point| others.iter().any(|other| other.holds(point, 4.0)))
        };
        let least = if back { 1 } else { 0 };
        let mut ways = ASIDE[least..].iter().map(|aside| led(*aside));
        ways.find(free).unwrap_or_else(|| led(ASIDE[least]))
    }

    /// Returns the point at a share of the way.
    fn at(&self, share: f64) -> Point {
        let rest = 1.0 - share;
        let mix =
            |a: f64, b: f64, c: f64| rest * rest * a + 2.0 * rest * share * b + share * share * c;
        (
            mix(self.from.0, self.bend.0, self.to.0),
            mix(self.from.1, self.bend.1, self.to.1),
        )
    }

    fn points(&self) -> impl Iterator<Item = Point> + '_ {
        (0..=STEPS).map(|step| self.at(step as f64 / STEPS as f64))
    }

    /// Returns where a label so wide stands on the arrow without meeting what stands there; `taken` learns of it.
    ///
    /// Of the places that are free, it takes the one that hides least of other arrows.
    pub(super) fn place_for(
        &self,
        half_width: f64,
        taken: &mut Vec<Frame>,
        others: &[Self],
    ) -> Point {
        const HALF_HEIGHT: f64 = 12.0;
        let along = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.22, 0.78];
        let sides = [0.0, 1.0, -1.0];
        let places = sides.iter().flat_map(|side| {
            along.iter().map(move |share| {
                let (x, y) = self.at(*share);
                (x + side * (half_width + 6.0), y)
            })
        });
        let frame = |middle: Point| Frame::around(middle, half_width, HALF_HEIGHT);
        let inside = |middle: &Point| middle.0 - half_width > 0.0;
        let free = |middle: &Point| {
            inside(middle) && !taken.iter().any(|other| other.meets(frame(*middle)))
        };
        let hidden = |middle: Point| {
            let label = frame(middle);
            let points = others.iter().filter(|other| *other != self);
            points
                .flat_map(Self::points)
                .filter(|point| label.holds(*point, 0.0))
                .count()
        };
        let place = places
            .filter(free)
            .min_by_key(|middle| hidden(*middle))
            .unwrap_or_else(|| self.at(0.5));
        taken.push(frame(place));
        // The middle of a text lies above its base line.
        (place.0, place.1 + 4.5)
    }

    /// Returns it as SVG has it.
    pub(super) fn path(&self) -> String {
        format!(
            "M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}",
            self.from.0, self.from.1, self.bend.0, self.bend.1, self.to.0, self.to.1
        )
    }
}
