package dev.parley.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of the page's modules, written in JavaScript ({@code src/test/resources/js/*.test.js}) and run where the modules run: in the
 * browser, under the real policy and import map. Each function of a module's {@code tests} is one test.
 */
@ExtendWith(BrowserExtension.class)
class ScriptsIT {

    private static final List<String> MODULES = List.of(
            "chat",
            "connection",
            "links",
            "nodes",
            "outbox",
            "phase",
            "protocol",
            "requests",
            "roomlog",
            "rows",
            "span",
            "storage",
            "store",
            "time",
            "elections");

    private static FakeChat chat;
    private static Person reader;

    @BeforeAll
    static void aPage(Browsers browsers) {
        chat = FakeChat.ofNodes(1);
        reader = browsers.person().opens(chat.url(1));
    }

    @AfterAll
    static void end() {
        chat.close();
        reader.close();
    }

    @TestFactory
    Stream<DynamicNode> shouldPassInTheBrowser() {
        return MODULES.stream().map(module -> DynamicContainer.dynamicContainer(module, testsOf(module)));
    }

    private static Stream<DynamicTest> testsOf(String module) {
        var file = "/test/" + module + ".test.js";
        var names = (List<?>) reader.page().evaluate("async (file) => Object.keys((await import(file)).tests)", file);
        assertThat(names).as("tests in %s", file).isNotEmpty();
        return names.stream().map(name -> DynamicTest.dynamicTest((String) name, () -> run(file, (String) name)));
    }

    private static void run(String file, String name) {
        reader.page()
                .evaluate(
                        "async ({ file, name }) => { await (await import(file)).tests[name](); }",
                        Map.of("file", file, "name", name));
    }
}
