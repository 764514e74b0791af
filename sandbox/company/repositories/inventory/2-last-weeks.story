%% 17d 11:00 tom: Keep answers for a moment
% branch answer-cache
=== cache/cache.go
// Package cache keeps answers for a while.
package cache

import (
	"sync"
	"time"
)

type entry struct {
	value   int
	expires time.Time
}

// Cache loads a value once and keeps it for its time to live.
type Cache struct {
	mu      sync.Mutex
	ttl     time.Duration
	entries map[string]entry
}

// New returns an empty cache.
func New(ttl time.Duration) *Cache {
	return &Cache{ttl: ttl, entries: map[string]entry{}}
}

// Get returns the kept value or loads it.
func (c *Cache) Get(key string, now time.Time, load func() int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.entries[key]; ok && now.Before(kept.expires) {
		return kept.value
	}
	value := load()
	c.entries[key] = entry{value, now.Add(c.ttl)}
	return value
}
=== cache/cache_test.go
package cache

import (
	"testing"
	"time"
)

func TestLoadsOnce(t *testing.T) {
	loads, c, now := 0, New(time.Minute), time.Now()
	load := func() int { loads++; return 7 }
	c.Get("spade", now, load)
	c.Get("spade", now.Add(time.Second), load)
	if loads != 1 {
		t.Errorf("loaded %d times, want 1", loads)
	}
}
%% 16d 09:25 tom: Merge pull request #61 from larkfield/answer-cache
% merge answer-cache
% body: Keep answers for a moment
% tag v4.0.0
%% 14d 14:40 tom: Let entries expire at different times
% branch spread-expiry
% body: INC-29: all entries expired in the same second and the database got every question at once.
@@@ cache/cache.go
 import (
+	"math/rand"
 	"sync"
 	"time"
 )
...
-	c.entries[key] = entry{value, now.Add(c.ttl)}
+	// A tenth more or less, so that entries loaded together do not expire together.
+	spread := time.Duration(float64(c.ttl) * (0.9 + 0.2*rand.Float64()))
+	c.entries[key] = entry{value, now.Add(spread)}
%% 13d 10:05 maya: Merge pull request #62 from larkfield/spread-expiry
% merge spread-expiry
% body: Let entries expire at different times
%% 10d 15:30 tom: Answer 404 for unknown products
@@@ stock/stock.go
 func (s *Stock) Available(sku string) int {
 	s.mu.Lock()
 	defer s.mu.Unlock()
 	return s.pieces[sku]
 }
+
+// Known says whether we sell a product at all.
+func (s *Stock) Known(sku string) bool {
+	s.mu.Lock()
+	defer s.mu.Unlock()
+	_, ok := s.pieces[sku]
+	return ok
+}
@@@ cmd/inventory/main.go
+		if !held.Known(r.PathValue("sku")) {
+			http.NotFound(w, r)
+			return
+		}
 		fmt.Fprintln(w, held.Available(r.PathValue("sku")))
%% 7d 09:15 priya: Give reserved pieces back
% branch release-pieces
@@@ stock/stock.go
+// Release puts pieces of a cancelled order back.
+func (s *Stock) Release(sku string, count int) {
+	s.mu.Lock()
+	defer s.mu.Unlock()
+	s.pieces[sku] += count
+}
+
 // Reserve takes pieces out of the stock for an order.
@@@ stock/stock_test.go
+func TestRelease(t *testing.T) {
+	s := New(map[string]int{"spade": 1})
+	s.Release("spade", 2)
+	if got := s.Available("spade"); got != 3 {
+		t.Errorf("got %d pieces, want 3", got)
+	}
+}
+
 func TestReserveTooMany(t *testing.T) {
%% 6d 11:35 tom: Merge pull request #64 from larkfield/release-pieces
% merge release-pieces
% body: Give reserved pieces back
% tag v4.1.0
%% 3d 16:20 tom: Warn when a product runs low
% branch low-stock #66
=== stock/low.go
package stock

// Low lists products with fewer pieces than the limit.
func (s *Stock) Low(limit int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var low []string
	for sku, count := range s.pieces {
		if count < limit {
			low = append(low, sku)
		}
	}
	return low
}
