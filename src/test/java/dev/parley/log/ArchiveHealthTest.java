package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.log.ArchiveException.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is trouble, and when it is told. */
class ArchiveHealthTest {

    private final ArchiveException full = failure(13);
    private final ArchiveException syncFailed = failure(1_034);
    private static final long SECOND = 1_000_000_000L;

    private final ArchiveHealth health = new ArchiveHealth(Duration.ofSeconds(2));
    private final List<ArchiveException> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        health.onTrouble(told::add, Runnable::run);
    }

    @Test
    void shouldTellOfAFailedSyncAtOnceAndRefuseToWriteFromThenOn() {
        health.writeFailed(syncFailed, 0);

        assertThat(told).containsExactly(syncFailed);
        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(health::checkWritable)
                .withMessageContaining("until it is opened again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IO));
        health.wrote();
        assertThatExceptionOfType(ArchiveException.class).isThrownBy(health::checkWritable);
    }

    @Test
    void shouldTellOfAFullDiskOnlyWhenItLasts() {
        health.writeFailed(full, 10 * SECOND);
        health.writeFailed(full, 12 * SECOND);
        assertThat(told).isEmpty();
        assertThat(health.isFailing()).isTrue();
        assertThatCode(health::checkWritable).doesNotThrowAnyException();

        health.writeFailed(full, 12 * SECOND + 1);

        assertThat(told).containsExactly(full);
    }

    @Test
    void shouldCountFromTheFirstFailureAfterTheLastSuccess() {
        health.writeFailed(full, 10 * SECOND);
        health.wrote();
        assertThat(health.isFailing()).isFalse();
        health.writeFailed(full, 13 * SECOND);
        health.writeFailed(full, 14 * SECOND);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellOfDamageAtOnceAndOnlyOnce() {
        ArchiveException damage = new ArchiveException(Reason.DAMAGED, "the archive is damaged");

        health.met(damage);
        health.met(new ArchiveException(Reason.DAMAGED, "elsewhere, too"));
        health.writeFailed(syncFailed, 0);

        assertThat(told).containsExactly(damage);
    }

    @Test
    void shouldTakeNoRefusalForTrouble() {
        for (Reason reason : List.of(Reason.FULL, Reason.TIMEOUT, Reason.CONFLICT, Reason.HOLE, Reason.CLOSED)) {
            health.met(new ArchiveException(reason, "no trouble"));
        }

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellWhoListensLate() {
        health.met(syncFailed);
        List<ArchiveException> late = new ArrayList<>();

        health.onTrouble(late::add, Runnable::run);

        assertThat(late).containsExactly(syncFailed);
    }

    private static ArchiveException failure(int code) {
        return SqlErrors.failure("writing", new SQLException("refused", "", code));
    }
}
