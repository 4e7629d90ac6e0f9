// Command go-witness reads logs of ours from standard input and says what Go's own note and tlog
// packages, which know nothing of us, make of them.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	VerifierKey string `json:"verifierKey"`
	Trees       []tree `json:"trees"`
	Tiles       []tile `json:"tiles"`
}

type tree struct {
	Checkpoint  string        `json:"checkpoint"`
	Entries     [][]byte      `json:"entries"`
	Inclusion   []inclusion   `json:"inclusion"`
	Consistency []consistency `json:"consistency"`
}

type inclusion struct {
	Index int64    `json:"index"`
	Leaf  []byte   `json:"leaf"`
	Proof [][]byte `json:"proof"`
}

type consistency struct {
	Old     int64    `json:"old"`
	OldRoot []byte   `json:"oldRoot"`
	Proof   [][]byte `json:"proof"`
}

type tile struct {
	Index int64 `json:"index"`
	Width int   `json:"width"`
}

type answer struct {
	Trees []verdict `json:"trees"`
	Tiles []string  `json:"tiles"`
	Ours  signed    `json:"ours"`
}

type verdict struct {
	Opened      bool   `json:"opened"`
	Size        int64  `json:"size"`
	SameRoot    bool   `json:"sameRoot"`
	Inclusion   []bool `json:"inclusion"`
	Consistency []bool `json:"consistency"`
}

// signed is a checkpoint under a key that Go made, for us to open.
type signed struct {
	VerifierKey string `json:"verifierKey"`
	Note        string `json:"note"`
}

func main() {
	var asked question
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	verifier, err := note.NewVerifier(asked.VerifierKey)
	must(err)
	told := answer{Trees: []verdict{}, Tiles: []string{}}
	for _, t := range asked.Trees {
		told.Trees = append(told.Trees, judge(t, verifier))
	}
	for _, t := range asked.Tiles {
		told.Tiles = append(told.Tiles, tlog.Tile{H: 8, L: 0, N: t.Index, W: t.Width}.Path())
	}
	told.Ours = sign("witness.example/log\n7\n" + tlog.Hash{1, 2, 3}.String() + "\n")
	must(json.NewEncoder(os.Stdout).Encode(told))
}

func judge(t tree, verifier note.Verifier) verdict {
	opened, err := note.Open([]byte(t.Checkpoint), note.VerifierList(verifier))
	if err != nil {
		return verdict{}
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	v := verdict{Opened: true, Size: size, SameRoot: rootOf(t.Entries) == root}
	for _, p := range t.Inclusion {
		err := tlog.CheckRecord(hashes(p.Proof), size, root, p.Index, hash(p.Leaf))
		v.Inclusion = append(v.Inclusion, err == nil)
	}
	for _, p := range t.Consistency {
		err := tlog.CheckTree(hashes(p.Proof), size, root, p.Old, hash(p.OldRoot))
		v.Consistency = append(v.Consistency, err == nil)
	}
	return v
}

// rootOf builds the tree anew, from what was logged.
func rootOf(entries [][]byte) tlog.Hash {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for i, entry := range entries {
		fresh, err := tlog.StoredHashes(int64(i), entry, read)
		must(err)
		stored = append(stored, fresh...)
	}
	root, err := tlog.TreeHash(int64(len(entries)), read)
	must(err)
	return root
}

func sign(text string) signed {
	private, public, err := note.GenerateKey(nil, "witness.example/log")
	must(err)
	signer, err := note.NewSigner(private)
	must(err)
	message, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	return signed{VerifierKey: public, Note: string(message)}
}

func hashes(all [][]byte) []tlog.Hash {
	converted := make([]tlog.Hash, len(all))
	for i, bytes := range all {
		converted[i] = hash(bytes)
	}
	return converted
}

func hash(bytes []byte) (h tlog.Hash) {
	if len(bytes) != len(h) {
		must(fmt.Errorf("a hash of %d bytes", len(bytes)))
	}
	copy(h[:], bytes)
	return h
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
