# Parley in a container: `docker build -t parley .` in a fresh clone. How to run it: docs/operations.md.
# In both stages what changes seldom comes first, so that a change of the source builds and ships little more than the jar.

FROM maven:3.9-eclipse-temurin-17 AS build
# The part of Java that a node needs. Hazelcast asks for java.se; jdk.jcmd is for looking into a node that runs.
RUN jlink --add-modules java.se,jdk.unsupported,jdk.management,jdk.crypto.ec,jdk.net,jdk.jfr,jdk.jcmd \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --generate-cds-archive --output /jre
WORKDIR /src
ENV SKIP="-Dmaven.test.skip=true -Denforcer.skip=true -Dspotless.check.skip=true -Dcheckstyle.skip=true \
        -Dforbiddenapis.skip=true -Dexec.skip=true"
# Once without sources: fetches the libraries, into a layer that lasts until pom.xml changes.
COPY .mvn .mvn
COPY pom.xml ./
RUN mvn -q -B -ntp $SKIP package && rm -rf target
COPY cluster.xml ./
COPY webroot webroot
COPY src/main src/main
RUN mvn -q -B -ntp $SKIP package
# SQLite's library as a file: from the jar it would have to be unpacked at each start into a folder that allows execution.
RUN mkdir /native && cd /native && jar xf /src/target/parley.jar org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so \
    && mv org/sqlite/native/Linux/*/libsqlitejdbc.so . && rm -r org

FROM debian:12-slim
# A number, so that Kubernetes can see that it is not root.
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin parley \
    && install -d -o parley -g parley -m 700 /data
COPY --from=build /jre /opt/java
COPY --from=build /native /opt/parley
COPY --from=build /src/target/parley.jar /opt/parley/
ENV PARLEY_DATA=/data PATH=/opt/java/bin:$PATH
# Here, and not in the build: the archive of classes is good for the Java and the jar that it was made with, at their place.
RUN java -XX:ArchiveClassesAtExit=/opt/parley/parley.jsa -XX:+UseSerialGC -Xlog:cds=error -Xlog:cds+dynamic=error \
    -Djava.net.preferIPv4Stack=true -Dorg.sqlite.lib.path=/opt/parley -jar /opt/parley/parley.jar rehearse
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# /live is 200 before the cluster is joined. It must be: Swarm gives a task its name in DNS only when it is healthy, and
# nodes find each other by that name. And it is patient: Swarm replaces a task whose check fails, and on a machine that is
# too busy it would do so with all nodes at once. The other nodes notice a hung one themselves, within seconds.
# bash, because it can open a connection without any other program. It speaks no TLS: with a certificate the open port
# must do.
HEALTHCHECK --interval=5s --timeout=20s --start-period=2m --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${PARLEY_PORT:-8080} && { [ -n \"$PARLEY_TLS_CERT\" ] || { printf 'GET /live HTTP/1.0\r\n\r\n' >&3 && read -r _ code _ <&3 && [ $code = 200 ]; }; }"]
# Java is process 1 and gets the signals itself. Half of the memory for the heap leaves the other half for buffers, threads
# and code. More options, such as -Xmx1g: in the variable JDK_JAVA_OPTIONS. ./parley has the reasons for the others.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xss512k", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", \
    "-XX:-UsePerfData", "-XX:SharedArchiveFile=/opt/parley/parley.jsa", "-Djava.net.preferIPv4Stack=true", "-Dorg.sqlite.lib.path=/opt/parley", \
    "-jar", "/opt/parley/parley.jar"]
