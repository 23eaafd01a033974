package dev.parley.log;

import static dev.parley.log.ArchiveEntries.LOG;
import static dev.parley.log.ArchiveEntries.await;
import static dev.parley.log.ArchiveEntries.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.wire.Entry;
import dev.parley.wire.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what the archive does is counted as what it was. */
@Timeout(60)
class ArchiveCountsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldCountWhatCameToTheDiskAndHowLongThatTook() throws Exception {
        Archive archive = Archive.open(folder.resolve("archive.db"), ArchiveLimits.DEFAULT);
        List<Entry> entries = messages(LOG, Position.START, 5);
        await(archive.append(LOG, 1, Position.START, entries));

        ArchiveCounts counts = archive.counts();
        assertThat(counts.appended()).isEqualTo(5);
        assertThat(counts.appendedBytes())
                .isEqualTo(
                        entries.stream().mapToLong(entry -> entry.json().size()).sum());
        assertThat(counts.transactions()).isEqualTo(1);
        assertThat(counts.write().count()).isEqualTo(1);
        assertThat(counts.write().sumNanos()).isPositive();
        assertThat(counts.waitingEntries()).isZero();
        assertThat(counts.isFailing()).isFalse();
        assertThat(counts.isTroubled()).isFalse();
        assertThat(counts.failures().values()).containsOnly(0L);
        await(archive.close());
    }

    @Test
    void shouldCountWhatWaitsAndWhatIsRefused() throws Exception {
        ArchiveLimits usual = ArchiveLimits.DEFAULT;
        ArchiveLimits small = new ArchiveLimits(
                2,
                usual.waitingBytes(),
                usual.waitingReads(),
                usual.roundBytes(),
                usual.readers(),
                Duration.ofSeconds(30));
        Archive archive = Archive.open(folder.resolve("archive.db"), small);
        try {
            archive.append(LOG, 1, Position.START, messages(LOG, Position.START, 3))
                    .handle((end, failure) -> true)
                    .get(30, TimeUnit.SECONDS);

            assertThat(archive.counts().failures()).containsEntry(ArchiveException.Reason.FULL, 1L);
            assertThat(archive.counts().waitingEntries())
                    .as("room was given back")
                    .isZero();
            assertThat(archive.counts().maxEntries()).isEqualTo(2);
        } finally {
            await(archive.close());
        }
    }
}
