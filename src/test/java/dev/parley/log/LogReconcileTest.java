package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.log.LogReconcile.Beyond;
import dev.parley.wire.Entry;
import dev.parley.wire.LogEnd;
import dev.parley.wire.NodeMessage.Relation;
import dev.parley.wire.Position;
import dev.parley.wire.Samples;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two copies of a log of every small shape, one of which is believed. */
class LogReconcileTest {

    private static final int LONGEST = 6;

    /** What a leader does with an offer. */
    private enum Leader {
        TAKES,
        IS_DEAF,
        GOES_ON_OTHERWISE
    }

    /** Plays everything around one {@link LogReconcile}, truthfully. */
    private static final class World {
        final List<Entry> mine;
        final List<Entry> theirs;
        final List<Entry> orphans = new ArrayList<>();
        final Leader leader;
        final LogReconcile one;
        long mineTerm;
        int cuts;

        World(List<Entry> mine, List<Entry> theirs, Beyond beyond, Leader leader, long mineTerm) {
            this.mine = new ArrayList<>(mine);
            this.theirs = new ArrayList<>(theirs);
            this.leader = leader;
            this.mineTerm = mineTerm;
            one = new LogReconcile(
                    Samples.ROOM,
                    new LogEnd(mineTerm, Samples.end(mine)),
                    Samples.B,
                    new LogEnd(5, Samples.end(theirs)),
                    beyond);
        }

        World play() {
            Deque<ReconcileEffect> effects = new ArrayDeque<>(one.start());
            for (int steps = 0; !one.isDone() && !one.isFailed(); steps++) {
                assertThat(steps).as("steps of %s", one).isLessThan(1000);
                if (effects.isEmpty()) {
                    effects.addAll(one.tick());
                }
                assertThat(effects).as("something to do for %s", one).isNotEmpty();
                effects.addAll(answer(effects.remove()));
            }
            return this;
        }

        private List<ReconcileEffect> answer(ReconcileEffect effect) {
            if (effect instanceof ReconcileEffect.Digest asked) {
                return one.digest(
                        asked.seq(), Optional.of(mine.get((int) asked.seq() - 1).digest()));
            } else if (effect instanceof ReconcileEffect.Probe probe) {
                return one.probed(probe.at(), relation(probe.at()), Samples.end(theirs));
            } else if (effect instanceof ReconcileEffect.Cut cut) {
                assertThat(holds(mine, cut.common())).as("%s is mine", cut).isTrue();
                List<Entry> gone = mine.subList((int) cut.common().seq(), mine.size());
                orphans.addAll(gone);
                cuts += gone.isEmpty() ? 0 : 1;
                gone.clear();
                mineTerm = 0;
                return one.cut();
            } else if (effect instanceof ReconcileEffect.Offer offer) {
                offered(offer.base());
                return List.of();
            }
            mine.clear();
            mine.addAll(theirs);
            return one.fetched();
        }

        private void offered(Position base) {
            if (leader == Leader.TAKES && base.equals(Samples.end(theirs))) {
                theirs.addAll(mine.subList(theirs.size(), mine.size()));
            } else if (leader == Leader.GOES_ON_OTHERWISE && base.equals(Samples.end(theirs))) {
                theirs.addAll(Samples.after(base, 900));
            }
        }

        private Relation relation(Position at) {
            if (at.seq() > theirs.size()) {
                return Relation.AHEAD;
            }
            return holds(theirs, at) ? Relation.PREFIX : Relation.DIVERGED;
        }

        private static boolean holds(List<Entry> entries, Position at) {
            return at.seq() == 0
                    || (at.seq() <= entries.size()
                            && entries.get((int) at.seq() - 1).position().equals(at));
        }
    }

    private interface Case {
        void of(int common, int own, int others);
    }

    private static void everyShape(Case test) {
        for (int common = 0; common <= LONGEST; common++) {
            for (int own = 0; own <= LONGEST; own++) {
                for (int others = 0; others <= LONGEST; others++) {
                    test.of(common, own, others);
                }
            }
        }
    }

    private static List<Entry> log(int common, int from, int more) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= common; i++) {
            entries.addAll(Samples.after(Samples.end(entries), i));
        }
        for (int i = 0; i < more; i++) {
            entries.addAll(Samples.after(Samples.end(entries), from + i));
        }
        return entries;
    }

    private static World world(int common, int own, int others, Beyond beyond, Leader leader) {
        return new World(log(common, 100, own), log(common, 200, others), beyond, leader, 5);
    }

    @Test
    void shouldEndWithTheReferenceAndKeepExactlyWhatItDoesNotHave() {
        everyShape((common, own, others) -> {
            World world = world(common, own, others, Beyond.CUT, Leader.IS_DEAF).play();

            assertThat(world.one.isDone()).isTrue();
            assertThat(world.mine).isEqualTo(world.theirs);
            assertThat(world.orphans)
                    .as("common %d, own %d, others %d", common, own, others)
                    .isEqualTo(log(common, 100, own).subList(common, common + own));
            assertThat(world.cuts).isEqualTo(own == 0 ? 0 : 1);
        });
    }

    @Test
    void shouldKeepWhatGoesOnBeyondTheReferenceWhereTheOthersWillTakeIt() {
        everyShape((common, own, others) -> {
            World world =
                    world(common, own, others, Beyond.KEPT, Leader.IS_DEAF).play();

            boolean isBeyond = others == 0 && own > 0;
            assertThat(world.one.isDone()).isTrue();
            assertThat(world.mine).isEqualTo(isBeyond ? log(common, 100, own) : world.theirs);
            assertThat(world.orphans).hasSize(isBeyond ? 0 : own);
        });
    }

    @Test
    void shouldOfferWhatGoesOnAndCutItOnlyWhenNobodyTakesIt() {
        for (Leader leader : Leader.values()) {
            everyShape((common, own, others) -> {
                World world = world(common, own, others, Beyond.OFFERED, leader).play();

                boolean isTaken = others == 0 && leader == Leader.TAKES;
                assertThat(world.one.isDone()).isTrue();
                assertThat(world.mine)
                        .as("common %d, own %d, others %d, %s", common, own, others, leader)
                        .isEqualTo(world.theirs);
                assertThat(world.orphans).hasSize(isTaken ? 0 : own);
            });
        }
    }

    @Test
    void shouldGiveUpTheTermOfASideThatNobodyFollows() {
        World world = new World(log(3, 100, 0), log(3, 200, 0), Beyond.OFFERED, Leader.IS_DEAF, 9).play();

        assertThat(world.one.isDone()).isTrue();
        assertThat(world.mineTerm).isZero();
        assertThat(world.orphans).isEmpty();
    }

    @Test
    void shouldKeepItsTermWhereItIsBelieved() {
        World world = new World(log(3, 100, 0), log(3, 200, 0), Beyond.CUT, Leader.IS_DEAF, 9).play();

        assertThat(world.mineTerm).isEqualTo(9);
    }

    @Test
    void shouldFailWhenTheReferenceHasBecomeShorter() {
        LogReconcile one = new LogReconcile(
                Samples.ROOM,
                new LogEnd(5, Samples.end(log(3, 100, 0))),
                Samples.B,
                new LogEnd(5, Samples.end(log(4, 100, 0))),
                Beyond.CUT);
        one.start();

        one.probed(Samples.end(log(3, 100, 0)), Relation.AHEAD, Samples.end(log(2, 100, 0)));
        assertThat(one.isFailed()).as("everything is to be compared again").isTrue();
    }
}
