package dev.parley.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps {@code docs/settings.md} true. With {@code -Dparley.write-docs=true} it writes the table anew. */
class SettingsDocTest {

    private static final Path PAGE = Path.of("docs", "settings.md");
    private static final String BEGIN = "<!-- made from SettingsTable: begin -->\n";
    private static final String END = "<!-- made from SettingsTable: end -->\n";

    static java.util.List<Setting<?>> settings() {
        return SettingsTable.ALL;
    }

    @Test
    void shouldListEverySettingInTheDocs() throws IOException {
        String page = Files.readString(PAGE);
        String expected = withTables(page);
        if (Boolean.getBoolean("parley.write-docs")) {
            Files.writeString(PAGE, expected);
            return;
        }

        assertThat(page)
                .as("docs/settings.md; write it with mvn test -Dtest=SettingsDocTest -Dparley.write-docs=true")
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldListEverySettingInTheHelp(Setting<?> setting) {
        String help = Help.text().replaceAll("\\s+", " ");

        assertThat(help)
                .contains(" " + setting.option() + " ")
                .contains(setting.meaning())
                .contains("Default: " + setting.presetShown() + ". Allowed: "
                        + setting.kind().allowed() + ".");
    }

    @Test
    void shouldKeepHelpWithinOneHundredColumns() {
        assertThat(Help.text().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void shouldHaveDefaultThatIsAllowed(Setting<?> setting) {
        setting.preset()
                .ifPresent(preset ->
                        assertThat(setting.kind().read(preset)).as(preset).isPresent());
    }

    private static String withTables(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertThat(begin).as("mark %s in %s", BEGIN.strip(), PAGE).isNotNegative();
        assertThat(end).as("mark %s in %s", END.strip(), PAGE).isGreaterThan(begin);
        return page.substring(0, begin + BEGIN.length()) + tables() + page.substring(end);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (SettingsTable.Group group : SettingsTable.GROUPS) {
            text.append("\n### ").append(group.title()).append("\n\n");
            text.append("| setting | meaning | unit | default | allowed |\n|---|---|---|---|---|\n");
            group.settings().forEach(setting -> text.append(row(setting)));
        }
        text.append("\n### Rules between settings\n\n");
        for (SettingsRule rule : SettingsRule.values()) {
            text.append("- ").append(cell(rule.text())).append(".\n");
        }
        return text.append('\n').toString();
    }

    private static String row(Setting<?> setting) {
        String preset = setting.preset().isPresent() && setting.presetShown().indexOf(' ') < 0
                ? "`" + setting.presetShown() + "`"
                : cell(setting.presetShown());
        return "| `" + setting.key() + "` | " + cell(setting.meaning()) + " | " + setting.unit() + " | " + preset
                + " | " + cell(setting.kind().allowed()) + " |\n";
    }

    /** Stars and angle brackets mean something in Markdown. */
    private static String cell(String text) {
        return text.replace("*", "\\*").replace("<", "\\<").replace("|", "\\|");
    }
}
