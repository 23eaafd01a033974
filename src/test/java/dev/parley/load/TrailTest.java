package dev.parley.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Digest;
import dev.parley.wire.Position;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailTest {

    private static Position position(long seq) {
        return new Position(seq, new Digest(3, seq));
    }

    private static Trail readFromStart(long to) {
        Trail trail = new Trail(Position.START);
        for (long seq = 1; seq <= to; seq++) {
            trail.read(position(seq));
        }
        return trail;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 10, 255, 256, 257, 1_000, 40_000, 100_000})
    void shouldMarkTheWayInStepsThatDouble(long read) {
        List<Position> marks = readFromStart(read).marks();
        assertThat(marks).hasSizeLessThanOrEqualTo(16);
        long before = read;
        for (Position mark : marks) {
            assertThat(mark).isEqualTo(mark.seq() == 0 ? Position.START : position(mark.seq()));
            assertThat(mark.seq()).isLessThan(before);
            if (mark.seq() > 0) {
                assertThat(read - mark.seq())
                        .as("a step of %s", marks)
                        .isLessThanOrEqualTo(Math.max(1, 5 * (read - before)));
            }
            before = mark.seq();
        }
        assertThat(before).as("the first entry is common to all histories").isZero();
    }

    @Test
    void shouldCutAndGoOnAnotherWay() {
        Trail trail = readFromStart(1_000);
        long keep = trail.marks().get(4).seq();
        assertThat(trail.cut(keep)).isEqualTo(position(keep));
        assertThat(trail.newest()).isEqualTo(position(keep));
        assertThat(trail.seq()).isEqualTo(keep);
        Position other = new Position(keep + 1, new Digest(4, 4));
        trail.read(other);
        assertThat(trail.newest()).isEqualTo(other);
        assertThat(trail.marks()).allMatch(mark -> mark.seq() <= keep);
        assertThat(trail.at(keep + 2)).isNull();
    }

    @Test
    void shouldCutToTheStart() {
        Trail trail = readFromStart(10);
        assertThat(trail.cut(0)).isEqualTo(Position.START);
        assertThat(trail.newest()).isEqualTo(Position.START);
        assertThat(trail.marks()).isEmpty();
    }

    @Test
    void shouldNotCutWhereItDoesNotKnowTheWay() {
        Trail trail = new Trail(position(500));
        trail.read(position(501));
        assertThat(trail.cut(300)).isNull();
        assertThat(trail.newest()).isEqualTo(position(501));
        trail.restart(300);
        assertThat(trail.newest()).isNull();
        assertThat(trail.marks()).isEmpty();
        assertThat(trail.seq()).isEqualTo(299);
    }
}
