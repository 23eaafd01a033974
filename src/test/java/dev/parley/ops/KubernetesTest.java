package dev.parley.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.parley.node.SettingsLoader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** ops/kubernetes/parley.yaml says only what the API of Kubernetes knows, and its parts fit together. No cluster is asked. */
class KubernetesTest {

    private static final Path FILE = Path.of("ops", "kubernetes", "parley.yaml");

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Service", Service.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    /** The models keep what they do not know, for later versions of Kubernetes. Without that, Jackson refuses it, and says where it is. */
    private static final ObjectMapper STRICT = new ObjectMapper().setAnnotationIntrospector(new KnownFieldsOnly());

    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated any) {
            return false;
        }
    }

    @Test
    void shouldSayOnlyWhatKubernetesKnows() throws IOException {
        assertThat(objects(Files.readString(FILE)))
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("Service", "Service", "StatefulSet", "PodDisruptionBudget", "NetworkPolicy");
    }

    @Test
    void shouldRefuseAFieldThatKubernetesDoesNotKnow() throws IOException {
        String text = Files.readString(FILE);
        for (String field : List.of(
                "publishNotReadyAddresses",
                "enableServiceLinks",
                "failureThreshold",
                "maxUnavailable",
                "podSelector")) {
            assertThatThrownBy(() -> objects(text.replace(field + ":", field + "s:")))
                    .as(field)
                    .rootCause()
                    .isInstanceOf(UnrecognizedPropertyException.class)
                    .hasMessageContaining(field + "s");
        }
    }

    @Test
    void shouldFitTogether() throws IOException {
        List<HasMetadata> objects = objects(Files.readString(FILE));
        StatefulSet set = only(objects, StatefulSet.class).findFirst().orElseThrow();
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        PodSpec pod = set.getSpec().getTemplate().getSpec();
        Container node = pod.getContainers().get(0);
        List<String> ports =
                node.getPorts().stream().map(ContainerPort::getName).toList();

        assertThat(set.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(only(objects, Service.class)).allSatisfy(service -> {
            assertThat(service.getSpec().getSelector()).isEqualTo(labels);
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(port -> assertThat(ports).contains(port.getName()));
        });
        assertThat(only(objects, PodDisruptionBudget.class))
                .allSatisfy(budget -> assertThat(budget.getSpec().getSelector().getMatchLabels())
                        .isEqualTo(labels));
        assertThat(only(objects, NetworkPolicy.class).flatMap(policy -> policy.getSpec().getIngress().stream()))
                .allSatisfy(rule -> assertThat(rule.getPorts())
                        .allSatisfy(port ->
                                assertThat(ports).contains(port.getPort().getStrVal())));
        Service nodes = only(objects, Service.class)
                .filter(service -> "None".equals(service.getSpec().getClusterIP()))
                .findFirst()
                .orElseThrow();
        assertThat(nodes.getMetadata().getName()).isEqualTo(set.getSpec().getServiceName());
        assertThat(nodes.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(node.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
        assertThat(node.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/live");
        assertThat(settings(node))
                .as("the names of the nodes")
                .contains(nodes.getMetadata().getName());
    }

    /** The settings that the node would see; refused if they are none. */
    private static String settings(Container node) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : node.getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? "10.1.2.3" : variable.getValue());
        }
        SettingsLoader.Loaded loaded = SettingsLoader.load(List.of(), environment);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(node.getPorts().stream().map(ContainerPort::getContainerPort))
                .contains(
                        loaded.settings().web().port(),
                        loaded.settings().cluster().port(),
                        loaded.settings().cluster().busPort());
        return loaded.settings().cluster().discovery().text();
    }

    private static <T> Stream<T> only(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    private static List<HasMetadata> objects(String text) {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            Map<?, ?> object = (Map<?, ?>) document;
            String kind = object.get("apiVersion") + "/" + object.get("kind");
            assertThat(KINDS).containsKey(kind);
            objects.add(STRICT.convertValue(document, KINDS.get(kind)));
        }
        return objects;
    }
}
