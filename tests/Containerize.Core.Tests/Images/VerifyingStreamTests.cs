using System.Text;
using Containerize.Diagnostics;
using Containerize.Images;
using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Images;

[TestClass]
internal sealed class VerifyingStreamTests
{
    private const string Content = "the content of a blob";
    private const string Source = "blob-source";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task The_right_content_passes(bool isAsync) =>
        Assert.AreEqual(Content, await ReadAsync(Content, Expect(Content), isAsync));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Nothing_passes_where_nothing_is_expected(bool isAsync) =>
        Assert.AreEqual("", await ReadAsync("", Expect(""), isAsync));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Other_content_of_the_same_length_is_a_mismatch(bool isAsync)
    {
        var error = await FailsAsync("tHe content of a blob", Expect(Content), isAsync);
        Assert.Contains(Source, error);
        Assert.Contains(Digest.Compute("the content of a blob"u8).ToString(), error);
        Assert.Contains(Digest.Compute("tHe content of a blob"u8).ToString(), error);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Content_that_ends_early_is_a_mismatch(bool isAsync) =>
        Assert.Contains("20 bytes long instead of 21", await FailsAsync(Content[..^1], Expect(Content), isAsync));

    [TestMethod]
    [DataRow(false, 1)]
    [DataRow(true, 1)]
    [DataRow(false, 21)]
    [DataRow(true, 21)]
    [DataRow(false, 100)]
    [DataRow(true, 100)]
    public async Task Content_that_goes_on_behind_the_right_one_is_a_mismatch(bool isAsync, int bufferLength) =>
        Assert.Contains("longer than 21 bytes", await FailsAsync(Content + "!", Expect(Content), isAsync, bufferLength));

    [TestMethod]
    public async Task Content_where_nothing_is_expected_is_a_mismatch() =>
        Assert.Contains("longer than 0 bytes", await FailsAsync("!", Expect(""), isAsync: true));

    [TestMethod]
    public void Endless_content_fails_before_it_is_read_to_its_end()
    {
        using var endless = new Endless();
        using var stream = new VerifyingStream(endless, Expect(Content), Source);
        Assert.ThrowsExactly<ContainerizeException>(() => stream.CopyTo(Stream.Null));
        Assert.IsLessThan(200_000, endless.Given);
    }

    [TestMethod]
    public async Task A_reader_that_asks_for_zero_bytes_does_not_end_the_stream()
    {
        await using var stream = Open(Content, Expect(Content));
        Assert.AreEqual(0, stream.Read([]));
        Assert.AreEqual(0, await stream.ReadAsync(Memory<byte>.Empty, TestContext.CancellationToken));
        using var reader = new StreamReader(stream);
        Assert.AreEqual(Content, await reader.ReadToEndAsync(TestContext.CancellationToken));
        Assert.AreEqual(0, stream.Read([]));
    }

    [TestMethod]
    public void The_last_byte_decides_not_the_end_behind_it()
    {
        using var stream = Open("tHe content of a blob", Expect(Content));
        Assert.ThrowsExactly<ContainerizeException>(() => stream.ReadExactly(new byte[Content.Length]));
    }

    [TestMethod]
    public void Digests_of_both_algorithms_are_checked()
    {
        var sha512 = new Descriptor
        {
            MediaType = "m",
            Digest = Digest.Parse(
                "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
            Size = 3,
        };
        using var good = Open("abc", sha512);
        good.CopyTo(Stream.Null);
        using var bad = Open("abd", sha512);
        Assert.ThrowsExactly<ContainerizeException>(() => bad.CopyTo(Stream.Null));
    }

    [TestMethod]
    public void Only_the_described_bytes_pass_however_they_are_read() =>
        Prop.ForAll(
                (
                    from content in Gen.Elements("", "a", "ab", "abc", "abd", "abcd")
                    from expected in Gen.Elements("", "a", "abc")
                    from length in Gen.Choose(1, 5)
                    from isAsync in Gen.Elements(true, false)
                    select (content, expected, length, isAsync)
                ).ToArbitrary(),
                async sample =>
                {
                    try
                    {
                        return await ReadAsync(sample.content, Expect(sample.expected), sample.isAsync, sample.length) == sample.expected
                            && sample.content == sample.expected;
                    }
                    catch (ContainerizeException exception)
                    {
                        return sample.content != sample.expected && exception.Diagnostics.Single().Code == "CTZ2008";
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void It_closes_what_it_reads()
    {
        var inner = new MemoryStream();
        new VerifyingStream(inner, Expect(""), Source).Dispose();
        Assert.IsFalse(inner.CanRead);
    }

    private async Task<string> FailsAsync(string content, Descriptor expected, bool isAsync, int bufferLength = 100)
    {
        var error = (
            await Assert.ThrowsExactlyAsync<ContainerizeException>(() => ReadAsync(content, expected, isAsync, bufferLength))
        ).Diagnostics.Single();
        Assert.AreEqual("CTZ2008", error.Code);
        return error.Message;
    }

    private async Task<string> ReadAsync(string content, Descriptor expected, bool isAsync, int bufferLength = 100)
    {
        await using var stream = Open(content, expected);
        using var read = new MemoryStream();
        var buffer = new byte[bufferLength];
        int count;
        while (
            (count = isAsync ? await stream.ReadAsync(buffer, TestContext.CancellationToken) : stream.Read(buffer, 0, buffer.Length)) > 0
        )
        {
            read.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(read.ToArray());
    }

    private static VerifyingStream Open(string content, Descriptor expected) =>
        new(new MemoryStream(Encoding.UTF8.GetBytes(content)), expected, Source);

    private static Descriptor Expect(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return new Descriptor
        {
            MediaType = "m",
            Digest = Digest.Compute(bytes),
            Size = bytes.Length,
        };
    }

    private sealed class Endless : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Given += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
