// A login server in Java, as one would write it without a framework. wxsim checks it:
//   javac Server.java && wxsim check subject.yaml
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Server {
    private static final String WECHAT = setting("WECHAT_BASE_URL", "https://api.weixin.qq.com");
    private static final String APPID = setting("WECHAT_APPID", "");
    private static final String SECRET = setting("WECHAT_SECRET", "");
    private static final double SECONDS = Double.parseDouble(setting("SESSION_SECONDS", "604800"));
    private static final int LARGEST_BODY = 64 * 1024;

    // What this server has to read is flat; a framework would bring a parser of JSON.
    private static final Pattern CODE =
            Pattern.compile("\\{\\s*\"code\"\\s*:\\s*\"([\\w-]{1,512})\"\\s*}");

    static {
        // Java's client sends a GET again, unasked, where a connection breaks before the answer:
        // WeChat has then spent the code, and says so to the second.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
    }

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, Integer> USERS = new ConcurrentHashMap<>();
    private static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST_USER = new AtomicInteger();

    private record Session(int user, Instant endsAt) {}

    /** What the client is told, with the HTTP status that says so. */
    private static class Refusal extends Exception {
        final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private interface View {
        String answer(HttpExchange exchange) throws Refusal, IOException;
    }

    /** Exchanges the code of wx.login, once, and returns the openid. */
    private static String codeToSession(String code) throws Refusal {
        String query = "appid=" + encoded(APPID) + "&secret=" + encoded(SECRET)
                + "&js_code=" + encoded(code) + "&grant_type=authorization_code";
        HttpRequest request = HttpRequest.newBuilder(URI.create(WECHAT + "/sns/jscode2session?" + query))
                .timeout(Duration.ofSeconds(2)).build();
        String answer;
        try {
            answer = HTTP.send(request, BodyHandlers.ofString()).body().strip();
        } catch (IOException | InterruptedException e) {
            throw new Refusal(502, "WeChat does not answer; try again");
        }
        if (!answer.startsWith("{") || !answer.endsWith("}")) {
            throw new Refusal(502, "WeChat does not answer; try again");
        }
        Matcher openid = Pattern.compile("\"openid\":\"([^\"]+)\"").matcher(answer);
        if (openid.find() && answer.contains("\"session_key\"")) {
            return openid.group(1);
        }
        if (answer.matches("\\{\"errcode\":(40029|40163),.*")) {
            throw new Refusal(401, "call wx.login again");
        }
        if (answer.startsWith("{\"errcode\":40226,")) {
            throw new Refusal(403, "WeChat has blocked this account");
        }
        throw new Refusal(503, "WeChat is busy; try again");
    }

    private static String login(HttpExchange exchange) throws Refusal, IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        Matcher sent = CODE.matcher(new String(body, StandardCharsets.UTF_8).strip());
        if (!sent.matches()) {
            throw new Refusal(400, "send a code");
        }
        String openid = codeToSession(sent.group(1));
        int user = USERS.computeIfAbsent(openid, any -> LAST_USER.incrementAndGet());
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        SESSIONS.put(token, new Session(user, Instant.now().plusMillis((long) (SECONDS * 1000))));
        return "{\"token\":\"" + token + "\"}";
    }

    private static String me(HttpExchange exchange) throws Refusal {
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        Session session = sent == null ? null : SESSIONS.get(sent.replaceFirst("^Bearer ", ""));
        if (session == null || session.endsAt().isBefore(Instant.now())) {
            throw new Refusal(401, "log in first");
        }
        return "{\"id\":" + session.user() + "}";
    }

    private static void serve(HttpServer server, String method, String path, View view) {
        server.createContext(path, exchange -> {
            int status = 200;
            String body;
            try {
                if (!exchange.getRequestMethod().equals(method)) {
                    throw new Refusal(405, "use " + method);
                }
                body = view.answer(exchange);
            } catch (Refusal refusal) {
                status = refusal.status;
                body = "{\"error\":\"" + refusal.getMessage() + "\"}";
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(setting("PORT", "3000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 128);
        serve(server, "POST", "/api/login", Server::login);
        serve(server, "GET", "/api/me", Server::me);
        server.setExecutor(Executors.newFixedThreadPool(64));
        server.start();
    }
}
