using Containerize.Tar;
using TarEntry = Containerize.Tar.TarEntry;
using TarEntryType = Containerize.Tar.TarEntryType;
using TarReader = System.Formats.Tar.TarReader;

namespace Containerize.Core.Tests.Tar;

[TestClass]
internal sealed class TarHeaderTests
{
    private const int Mode644 = 0b110_100_100;

    [TestMethod]
    public void A_plain_entry_is_one_golden_ustar_block()
    {
        // Also checked by hand: GNU tar 1.34 lists it as "-rw-r--r-- 0/0 5 2009-02-13 23:31 app/a.txt".
        var block = new byte[512];
        Assert.AreEqual(512, TarHeader.Write(block, File("app/a.txt") with { Size = 5, ModifiedTime = 1234567890 }));

        var expected = new byte[512];
        "app/a.txt"u8.CopyTo(expected);
        "0000644\00000000\00000000\000000000005\011145401322\0"u8.CopyTo(expected.AsSpan(100));
        "010771\0 0"u8.CopyTo(expected.AsSpan(148));
        "ustar\000"u8.CopyTo(expected.AsSpan(257));
        "00"u8.CopyTo(expected.AsSpan(263));
        "0000000\00000000\0"u8.CopyTo(expected.AsSpan(329));
        CollectionAssert.AreEqual(expected, block);
    }

    [TestMethod]
    [DataRow("a", TarEntryType.File, "")]
    [DataRow("app/", TarEntryType.Directory, "")]
    [DataRow("link", TarEntryType.SymbolicLink, "../app/target")]
    [DataRow("Ångström/文件.txt", TarEntryType.File, "")]
    [DataRow("link", TarEntryType.SymbolicLink, "ziel-ß")]
    public void A_tar_reader_reads_what_was_written(string name, TarEntryType type, string link)
    {
        var entry = new TarEntry
        {
            Type = type,
            Name = name,
            Mode = Mode644,
            ModifiedTime = 1234567890,
            LinkName = link,
        };
        var read = Read(entry);
        Assert.AreEqual(name, read.Name);
        Assert.AreEqual((int)type, (int)read.EntryType);
        Assert.AreEqual(link, read.LinkName);
        Assert.AreEqual(Mode644, (int)read.Mode);
        Assert.AreEqual(DateTimeOffset.FromUnixTimeSeconds(1234567890), read.ModificationTime);
        Assert.AreEqual((0, 0), (read.Uid, read.Gid));
    }

    [TestMethod]
    public void Names_of_any_length_are_read_back()
    {
        // Through the lengths where a pax record's length gains a digit.
        for (var length = 1; length <= 1100; length++)
        {
            var name = new string('n', length);
            Assert.AreEqual(name, Read(File(name)).Name);
        }
    }

    [TestMethod]
    public void Names_up_to_100_ascii_characters_need_no_pax_header()
    {
        Assert.AreEqual(512, TarHeader.GetLength(File(new string('n', 100))));
        Assert.AreEqual(1536, TarHeader.GetLength(File(new string('n', 101))));
        Assert.AreEqual(1536, TarHeader.GetLength(File("é")));
    }

    [TestMethod]
    public void A_pax_header_has_a_fixed_name_and_sorted_records()
    {
        var link = new string('l', 101);
        var entry = new TarEntry
        {
            Type = TarEntryType.SymbolicLink,
            Name = "é",
            Mode = Mode644,
            ModifiedTime = -1,
            Size = 1L << 33,
            LinkName = link,
        };
        var bytes = new byte[TarHeader.GetLength(entry)];
        Assert.AreEqual(bytes.Length, TarHeader.Write(bytes, entry));

        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.StartsWith("PaxHeaders/entry\0", text);
        Assert.AreEqual('x', text[156]);
        Assert.AreEqual(
            $"115 linkpath={link}\n12 mtime=-1\n11 path=é\n19 size=8589934592\n\0",
            text.Substring(512, 115 + 12 + 10 + 19 + 1)
        );
    }

    [TestMethod]
    public void The_same_entry_is_the_same_bytes_whatever_stood_in_the_buffer()
    {
        var entry = File("é/" + new string('n', 300));
        var first = new byte[TarHeader.GetLength(entry)];
        var second = Enumerable.Repeat((byte)0xFF, first.Length).ToArray();
        TarHeader.Write(first, entry);
        TarHeader.Write(second, entry);
        CollectionAssert.AreEqual(first, second);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a\0b")]
    public void A_name_that_cannot_stand_in_an_archive_is_refused(string name) =>
        Assert.ThrowsExactly<ArgumentException>(() => TarHeader.Write(new byte[512], File(name)));

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 511)]
    [DataRow(512, 0)]
    [DataRow(513, 511)]
    public void Padding_fills_the_last_block(int size, int padding) => Assert.AreEqual(padding, TarHeader.GetPadding(size));

    private static TarEntry File(string name) =>
        new()
        {
            Type = TarEntryType.File,
            Name = name,
            Mode = Mode644,
            ModifiedTime = 0,
        };

    private static System.Formats.Tar.TarEntry Read(TarEntry entry)
    {
        var bytes = new byte[TarHeader.GetLength(entry) + TarHeader.EndOfArchiveLength];
        TarHeader.Write(bytes, entry);
        using var reader = new TarReader(new MemoryStream(bytes));
        return reader.GetNextEntry()!;
    }
}
