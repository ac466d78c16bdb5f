// Receives Tatami's webhooks. Go 1.19 or later, nothing to install:
//
//	PORT=3000 WEBHOOK_SECRETS=first,second go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	largest   = 64 << 10 // bytes; an event has about three hundred
	tolerance = 5 * time.Minute
)

// One that signs, or two while you rotate them.
var secrets = strings.FieldsFunc(os.Getenv("WEBHOOK_SECRETS"), func(r rune) bool { return r == ',' })

// In your shop: a table, with a UNIQUE column for the event's id.
var seen sync.Map

type event struct {
	Id, Event string
	Data      struct{ PaymentIntentId, PaymentStatus string }
}

// verify says whether one of our secrets signed these very bytes.
func verify(body []byte, signature string) bool {
	for _, secret := range secrets {
		pairs := fmt.Sprintf("% X", mac(secret, body))
		expected := "sha256=" + strings.ReplaceAll(pairs, " ", "-")
		if hmac.Equal([]byte(expected), []byte(signature)) {
			return true
		}
	}
	return false
}

// fresh says whether it was sent just now, as far as the sender says when. Tatami always does.
func fresh(body []byte, headers http.Header) bool {
	signature, sent := headers.Get("webhook-signature"), headers.Get("webhook-timestamp")
	if signature == "" {
		return true
	}
	seconds, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	message := append([]byte(headers.Get("webhook-id")+"."+sent+"."), body...)
	for _, secret := range secrets {
		expected := "v1," + base64.StdEncoding.EncodeToString(mac(secret, message))
		if hmac.Equal([]byte(expected), []byte(signature)) {
			return true
		}
	}
	return false
}

func mac(secret string, message []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return mac.Sum(nil)
}

func receive(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		response.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(response, request.Body, largest))
	if err != nil {
		response.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if !verify(body, request.Header.Get("dojo-signature")) || !fresh(body, request.Header) {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	var e event
	if json.Unmarshal(body, &e) != nil {
		response.WriteHeader(http.StatusBadRequest)
		return
	}
	// Remembered first; the answer, 200, does not wait for the work.
	if _, known := seen.LoadOrStore(e.Id, true); !known {
		go work(e)
	}
}

// work is where your shop GETs the payment intent and acts on what it says.
func work(e event) {
	if e.Data.PaymentIntentId != "" { // otherwise an event that we know nothing of
		fmt.Println(e.Event, e.Data.PaymentIntentId, e.Data.PaymentStatus)
	}
}

func main() {
	http.HandleFunc("/hook", receive)
	server := http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT"), ReadTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
