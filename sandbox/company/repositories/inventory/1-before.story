%% 68d 10:15 tom: Start the inventory service
=== README.md
# inventory

What is in stock, and where.

    go test ./...
=== CODEOWNERS
*        @larkfield/platform
/stock/  @tom @priya
=== .gitignore
/bin/
=== go.mod
module larkfield.example/inventory

go 1.24
=== stock/stock.go
// Package stock counts what lies in the warehouses.
package stock

import (
	"errors"
	"sync"
)

// ErrNotEnough is returned when more is asked for than there is.
var ErrNotEnough = errors.New("not enough in stock")

// Stock is safe for use by many goroutines.
type Stock struct {
	mu     sync.Mutex
	pieces map[string]int
}

// New returns a stock with the given pieces for each product.
func New(pieces map[string]int) *Stock {
	held := make(map[string]int, len(pieces))
	for sku, count := range pieces {
		held[sku] = count
	}
	return &Stock{pieces: held}
}

// Available says how many pieces of a product there are.
func (s *Stock) Available(sku string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pieces[sku]
}

// Reserve takes pieces out of the stock for an order.
func (s *Stock) Reserve(sku string, count int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pieces[sku] < count {
		return ErrNotEnough
	}
	s.pieces[sku] -= count
	return nil
}
=== stock/stock_test.go
package stock

import (
	"errors"
	"testing"
)

func TestReserve(t *testing.T) {
	s := New(map[string]int{"spade": 3})
	if err := s.Reserve("spade", 2); err != nil {
		t.Fatal(err)
	}
	if got := s.Available("spade"); got != 1 {
		t.Errorf("got %d pieces, want 1", got)
	}
}

func TestReserveTooMany(t *testing.T) {
	s := New(map[string]int{"spade": 1})
	if err := s.Reserve("spade", 2); !errors.Is(err, ErrNotEnough) {
		t.Errorf("got %v, want ErrNotEnough", err)
	}
}
=== cmd/inventory/main.go
// Command inventory answers how many pieces of a product there are.
package main

import (
	"fmt"
	"log"
	"net/http"

	"larkfield.example/inventory/stock"
)

func main() {
	held := stock.New(map[string]int{"spade": 120, "rake": 80, "hose": 45})
	http.HandleFunc("GET /stock/{sku}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, held.Available(r.PathValue("sku")))
	})
	log.Fatal(http.ListenAndServe(":8030", nil))
}
=== .github/workflows/ci.yml
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@v6
        with: {go-version: "1.24"}
      - run: go vet ./...
      - run: go test -race ./...
