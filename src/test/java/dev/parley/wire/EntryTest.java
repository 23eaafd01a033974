package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {

    private static final Entry FIRST = Entry.after(Position.START, Samples.command(7), 42);

    @Test
    void shouldHaveTheLayoutThatTheProtocolShows() {
        assertThat(FIRST.json())
                .hasToString("{\"seq\":1,\"id\":\"00000000000000000000000007\",\"kind\":\"message\",\"author\":\"ann\","
                        + "\"at\":42,\"digest\":\"" + FIRST.digest() + "\","
                        + "\"body\":{\"name\":\"N\",\"text\":\"message 7\"}}");
    }

    @Test
    void shouldReadItsOwnEncodingBack() {
        assertThat(Entry.parse(FIRST.json())).isEqualTo(FIRST);
    }

    @Test
    void shouldGiveTheBodyAsItWasPosted() {
        assertThat(FIRST.body()).isEqualTo(Samples.command(7).body());
    }

    @Test
    void shouldFindTheBodyAlsoWhenItSpeaksOfOne() {
        Json body = Json.of("{\"text\":\"a,\\\"body\\\":b\"}");
        Command command = new Command(Samples.ROOM, Samples.id(1), Kind.MESSAGE, new UserId("ann"), null, body);

        Entry entry = Entry.after(Position.START, command, 42);

        assertThat(entry.body()).isEqualTo(body);
        assertThat(Entry.parse(entry.json())).isEqualTo(entry);
    }

    @Test
    void shouldFollowOnlyWhatItWasMadeAfter() {
        List<Entry> log = Samples.log(1, 2);

        assertThat(log.get(1).follows(log.get(0).digest())).isTrue();
        assertThat(log.get(1).follows(Digest.NONE)).isFalse();
    }

    @Test
    void shouldNoticeADamagedBody() {
        String damaged = FIRST.json().toString().replace("message 7", "message 8");

        assertThat(Entry.parse(Json.of(damaged)).follows(Digest.NONE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"seq\":1}",
                "{\"seq\":x,\"id\":\"00000000000000000000000007\"}",
                "{\"seq\":1,\"id\":\"short\",\"kind\":\"message\",\"author\":\"ann\",\"at\":42,\"digest\":\"\",\"body\":{}}",
                "{\"id\":\"00000000000000000000000007\",\"seq\":1}"
            })
    void shouldRefuseWhatHasNotTheLayout(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Entry.parse(Json.of(text)));
    }
}
