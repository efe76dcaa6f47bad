// Exchange the js_code in JS_CODE at WeChat's own address, with the HTTP client named.
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Login {
    public static void main(String[] arguments) throws Exception {
        String query = "appid=" + System.getenv("APPID") + "&secret=" + System.getenv("SECRET")
            + "&js_code=" + System.getenv("JS_CODE") + "&grant_type=authorization_code";
        URI uri = URI.create("https://api.weixin.qq.com/sns/jscode2session?" + query);
        if (arguments[0].equals("HttpClient")) {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            System.out.println(HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString()).body());
        } else {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                System.out.println(new String(body.readAllBytes()));
            }
        }
    }
}
