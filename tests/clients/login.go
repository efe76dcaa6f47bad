// Exchange the js_code in JS_CODE at WeChat's own address, with the default client.
package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
)

func main() {
	query := url.Values{
		"appid":      {os.Getenv("APPID")},
		"secret":     {os.Getenv("SECRET")},
		"js_code":    {os.Getenv("JS_CODE")},
		"grant_type": {"authorization_code"},
	}
	response, err := http.Get("https://api.weixin.qq.com/sns/jscode2session?" + query.Encode())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Println(string(body))
}
