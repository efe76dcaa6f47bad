// A login server in Go, as one would write it with the standard library. wxsim checks it:
//
//	go build -o server . && wxsim check subject.yaml
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

type session struct {
	user   int
	endsAt time.Time
}

type server struct {
	wechat, appid, secret string
	lifetime              time.Duration
	http                  *http.Client

	mutex    sync.Mutex
	users    map[string]int // openid -> id
	sessions map[string]session
}

// refusal is what the client is told, with the HTTP status that says so.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

// codeToSession exchanges the code of wx.login, once, and returns the openid.
func (s *server) codeToSession(code string) (string, error) {
	query := url.Values{
		"appid":      {s.appid},
		"secret":     {s.secret},
		"js_code":    {code},
		"grant_type": {"authorization_code"},
	}
	// The error of Get holds the URL, and the URL the secret: it goes nowhere.
	response, err := s.http.Get(s.wechat + "/sns/jscode2session?" + query.Encode())
	if err != nil {
		return "", refusal{http.StatusBadGateway, "WeChat does not answer; try again"}
	}
	defer response.Body.Close()
	var answer struct {
		Openid     string `json:"openid"`
		SessionKey string `json:"session_key"`
		Errcode    int    `json:"errcode"`
	}
	// WeChat says text/plain and means JSON, whatever it says.
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", refusal{http.StatusBadGateway, "WeChat does not answer; try again"}
	}
	switch {
	case answer.Openid != "" && answer.SessionKey != "":
		return answer.Openid, nil
	case answer.Errcode == 40029 || answer.Errcode == 40163:
		return "", refusal{http.StatusUnauthorized, "call wx.login again"}
	case answer.Errcode == 40226:
		return "", refusal{http.StatusForbidden, "WeChat has blocked this account"}
	}
	return "", refusal{http.StatusServiceUnavailable, "WeChat is busy; try again"}
}

func (s *server) login(r *http.Request) (any, error) {
	var sent struct {
		Code string `json:"code"`
	}
	body := http.MaxBytesReader(nil, r.Body, 64<<10)
	err := json.NewDecoder(body).Decode(&sent)
	if err != nil || sent.Code == "" || len(sent.Code) > 512 {
		return nil, refusal{http.StatusBadRequest, "send {\"code\": \"…\"}"}
	}
	openid, err := s.codeToSession(sent.Code)
	if err != nil {
		return nil, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	token := base64.RawURLEncoding.EncodeToString(random)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, known := s.users[openid]; !known {
		s.users[openid] = len(s.users) + 1
	}
	s.sessions[token] = session{s.users[openid], time.Now().Add(s.lifetime)}
	return map[string]string{"token": token}, nil
}

func (s *server) me(r *http.Request) (any, error) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found, known := s.sessions[token]
	if !known || time.Now().After(found.endsAt) {
		return nil, refusal{http.StatusUnauthorized, "log in first"}
	}
	return map[string]int{"id": found.user}, nil
}

// answer makes a handler of JSON in and JSON out, with refusals as their status.
func answer(method string, view func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status, said := http.StatusOK, any(nil)
		if r.Method != method {
			status, said = http.StatusMethodNotAllowed, map[string]string{"error": "use " + method}
		} else if given, err := view(r); err == nil {
			said = given
		} else {
			var refused refusal
			if !errors.As(err, &refused) {
				log.Print(err)
				refused = refusal{http.StatusInternalServerError, "sorry"}
			}
			status, said = refused.status, map[string]string{"error": refused.message}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(said)
	}
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// wechatClient calls WeChat. Go's own client sends a GET again, unasked, where a connection that
// it kept breaks before the answer: WeChat has then spent the code, and says so to the second.
func wechatClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	return &http.Client{Timeout: 2 * time.Second, Transport: transport}
}

func main() {
	seconds, err := strconv.ParseFloat(setting("SESSION_SECONDS", "604800"), 64)
	if err != nil {
		log.Fatal("SESSION_SECONDS is no number")
	}
	s := &server{
		wechat:   setting("WECHAT_BASE_URL", "https://api.weixin.qq.com"),
		appid:    os.Getenv("WECHAT_APPID"),
		secret:   os.Getenv("WECHAT_SECRET"),
		lifetime: time.Duration(seconds * float64(time.Second)),
		http:     wechatClient(),
		users:    map[string]int{},
		sessions: map[string]session{},
	}
	http.HandleFunc("/api/login", answer(http.MethodPost, s.login))
	http.HandleFunc("/api/me", answer(http.MethodGet, s.me))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+setting("PORT", "3000"), nil))
}
