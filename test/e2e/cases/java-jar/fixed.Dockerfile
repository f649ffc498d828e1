FROM --platform=$BUILDPLATFORM eclipse-temurin:17 AS build
WORKDIR /src
COPY src .
RUN javac -d /classes org/example/App.java && jar --create --file /app.jar --main-class org.example.App -C /classes .

FROM eclipse-temurin:17-jre
COPY --from=build /app.jar /app.jar
ENTRYPOINT ["java", "-jar", "/app.jar"]
