// Verify checks head office's transparency log with Go's own golang.org/x/mod/sumdb: the packages
// note and tlog, by which every Go program checks the sums of its modules. Only the lines that fetch
// and print are ours.
//
//	verify -url http://127.0.0.1:8090/log -log KEY [-witness KEY] [-old CHECKPOINT]
//	verify -log KEY -proof FILE -leaf HEX [-entry HEX -place N]
//
// It reads the checkpoint, verifies its signature, every tile and every entry against its root, and
// proves that the log continues the checkpoint in the file CHECKPOINT. With -proof it verifies a
// proof file offline, and with -entry that it is in a batch's
// leaf. It ends with 1 and says why if anything is wrong.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

var (
	url     = flag.String("url", "", "the log's address")
	key     = flag.String("log", "", "the log's verifier key")
	witness = flag.String("witness", "", "a witness's verifier key, which must have signed")
	old     = flag.String("old", "", "a file with an earlier checkpoint")
	proof   = flag.String("proof", "", "a proof file")
	leaf    = flag.String("leaf", "", "the leaf that it must prove, in hex")
	entry   = flag.String("entry", "", "what would be the leaf of an entry of that batch, in hex")
	place   = flag.Int64("place", 0, "the place of the entry in the batch, from 0")
)

func main() {
	flag.Parse()
	check := online
	if *proof != "" {
		check = offline
	}
	if err := check(); err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

// A cosigner verifies cosignatures of C2SP tlog-cosignature, which x/mod does not know yet.
type cosigner struct {
	name   string
	id     uint32
	public ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.id }
func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), text)
	return ed25519.Verify(c.public, []byte(said), sig[8:])
}

func newCosigner(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("no verifier key of a witness")
	}
	id, err := strconv.ParseUint(parts[1], 16, 32)
	public, err2 := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || err2 != nil || len(public) != 1+ed25519.PublicKeySize || public[0] != 4 {
		return nil, errors.New("no verifier key of a witness")
	}
	return cosigner{parts[0], uint32(id), ed25519.PublicKey(public[1:])}, nil
}

// Opened verifies a checkpoint's signatures and returns its tree.
func opened(text []byte) (tlog.Tree, error) {
	log, err := note.NewVerifier(*key)
	if err != nil {
		return tlog.Tree{}, err
	}
	verifiers := []note.Verifier{log}
	if *witness != "" {
		one, err := newCosigner(*witness)
		if err != nil {
			return tlog.Tree{}, err
		}
		verifiers = append(verifiers, one)
	}
	open, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(open.Sigs) != len(verifiers) {
		return tlog.Tree{}, errors.New("a signature is missing")
	}
	lines := strings.SplitN(open.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != log.Name() {
		return tlog.Tree{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func fetch(path string) ([]byte, error) {
	got, err := http.Get(*url + path)
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	if got.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", path, got.Status)
	}
	return io.ReadAll(io.LimitReader(got.Body, 1<<24))
}

// Tiles reads tiles under the addresses of C2SP tlog-tiles, each of them once; what it saves, x/mod
// has verified.
type tiles map[tlog.Tile][]byte

func (tiles) Height() int { return height }
func (saved tiles) SaveTiles(read []tlog.Tile, data [][]byte) {
	for i, one := range read {
		saved[one] = data[i]
	}
}
func (saved tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, one := range wanted {
		data, ok := saved[one]
		if !ok {
			var err error
			if data, err = fetch(address(one)); err != nil {
				return nil, err
			}
		}
		read = append(read, data)
	}
	return read, nil
}

func address(one tlog.Tile) string {
	path := strings.TrimPrefix(one.Path(), fmt.Sprintf("tile/%d/", height))
	return "/tile/" + strings.Replace(path, "data/", "entries/", 1)
}

func online() error {
	text, err := fetch("/checkpoint")
	if err != nil {
		return err
	}
	tree, err := opened(text)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, tiles{})
	root, err := tlog.TreeHash(tree.N, reader)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return errors.New("the tiles are not of this root")
	}
	if err := entries(tree, reader); err != nil {
		return err
	}
	if *old != "" {
		if err := continues(tree, reader); err != nil {
			return err
		}
	}
	fmt.Printf("%d leaves, all as signed\n", tree.N)
	return nil
}

// Entries verifies that every entry is included in the tree.
func entries(tree tlog.Tree, reader tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)}
		data, err := fetch(address(tile))
		if err != nil {
			return err
		}
		for n := first; n < first+width; n++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return fmt.Errorf("entry %d is cut", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			path, err := tlog.ProveRecord(tree.N, n, reader)
			if err != nil {
				return err
			}
			hash := tlog.RecordHash(data[2:end])
			if err := tlog.CheckRecord(path, tree.N, tree.Hash, n, hash); err != nil {
				return fmt.Errorf("entry %d: %w", n, err)
			}
			data = data[end:]
		}
	}
	return nil
}

// Continues verifies that the tree continues the earlier one.
func continues(tree tlog.Tree, reader tlog.HashReader) error {
	text, err := os.ReadFile(*old)
	if err != nil {
		return err
	}
	before, err := opened(text)
	if err != nil {
		return err
	}
	path, err := tlog.ProveTree(tree.N, before.N, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, tree.N, tree.Hash, before.N, before.Hash)
}

func offline() error {
	text, err := os.ReadFile(*proof)
	if err != nil {
		return err
	}
	head, checkpoint, ok := strings.Cut(string(text), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("no proof file")
	}
	lines = lines[1:]
	var extra []byte
	if strings.HasPrefix(lines[0], "extra ") {
		var err error
		if extra, err = base64.StdEncoding.DecodeString(lines[0][6:]); err != nil {
			return err
		}
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	tree, err := opened([]byte(checkpoint))
	if err != nil {
		return err
	}
	data, err := hex.DecodeString(*leaf)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(data)); err != nil {
		return err
	}
	if *entry != "" {
		if err := within(data, extra); err != nil {
			return err
		}
	}
	fmt.Printf("leaf %d is in the log of %d\n", index, tree.N)
	return nil
}

// Within verifies that an entry is in the leaf of a batch, by the path that follows the leaf in
// the proof file.
func within(leaf, extra []byte) error {
	if len(leaf) != 69 || leaf[0] != 20 || !bytes.HasPrefix(extra, leaf) || len(extra)%32 != 69%32 {
		return errors.New("no leaf of a batch with a path")
	}
	var root tlog.Hash
	copy(root[:], leaf[37:])
	var path tlog.RecordProof
	for rest := extra[69:]; len(rest) > 0; rest = rest[32:] {
		var hash tlog.Hash
		copy(hash[:], rest)
		path = append(path, hash)
	}
	number := binary.BigEndian.Uint64(leaf[29:]) - binary.BigEndian.Uint64(leaf[21:]) + 1
	said, err := hex.DecodeString(*entry)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, int64(number), root, *place, tlog.RecordHash(said))
}
