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

    private static final ArchiveException FULL = failure(13);
    private static final ArchiveException SYNC_FAILED = failure(1_034);
    private static final long SECOND = 1_000_000_000L;

    private final ArchiveHealth health = new ArchiveHealth(Duration.ofSeconds(2));
    private final List<ArchiveException> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        health.onTrouble(told::add, Runnable::run);
    }

    @Test
    void shouldTellOfAFailedSyncAtOnceAndRefuseToWriteFromThenOn() {
        health.writeFailed(SYNC_FAILED, 0);

        assertThat(told).containsExactly(SYNC_FAILED);
        assertThatExceptionOfType(ArchiveException.class)
                .isThrownBy(health::checkWritable)
                .withMessageContaining("until it is opened again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IO));
        health.wrote();
        assertThatExceptionOfType(ArchiveException.class).isThrownBy(health::checkWritable);
    }

    @Test
    void shouldTellOfAFullDiskOnlyWhenItLasts() {
        health.writeFailed(FULL, 10 * SECOND);
        health.writeFailed(FULL, 12 * SECOND);
        assertThat(told).isEmpty();
        assertThat(health.isFailing()).isTrue();
        assertThatCode(health::checkWritable).doesNotThrowAnyException();

        health.writeFailed(FULL, 12 * SECOND + 1);

        assertThat(told).containsExactly(FULL);
    }

    @Test
    void shouldCountFromTheFirstFailureAfterTheLastSuccess() {
        health.writeFailed(FULL, 10 * SECOND);
        health.wrote();
        assertThat(health.isFailing()).isFalse();
        health.writeFailed(FULL, 13 * SECOND);
        health.writeFailed(FULL, 14 * SECOND);

        assertThat(told).isEmpty();
    }

    @Test
    void shouldTellOfDamageAtOnceAndOnlyOnce() {
        ArchiveException damage = new ArchiveException(Reason.DAMAGED, "the archive is damaged");

        health.met(damage);
        health.met(new ArchiveException(Reason.DAMAGED, "elsewhere, too"));
        health.writeFailed(SYNC_FAILED, 0);

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
        health.met(SYNC_FAILED);
        List<ArchiveException> late = new ArrayList<>();

        health.onTrouble(late::add, Runnable::run);

        assertThat(late).containsExactly(SYNC_FAILED);
    }

    private static ArchiveException failure(int code) {
        return SqlErrors.failure("writing", new SQLException("refused", "", code));
    }
}
