package time

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestAheadByWhatTheFileSays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "clock")
	t.Setenv("WEIR_CLOCK", file)
	for content, want := range map[string]time.Duration{
		"": 0, "90\n": 90 * time.Second, "1209600": 14 * 24 * time.Hour, "-1": 0, "soon": 0,
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := ahead(); got != want {
			t.Errorf("%q: %v, not %v", content, got, want)
		}
	}
	t.Setenv("WEIR_CLOCK", filepath.Join(t.TempDir(), "none"))
	if got := ahead(); got != 0 {
		t.Errorf("no file: %v", got)
	}
}
