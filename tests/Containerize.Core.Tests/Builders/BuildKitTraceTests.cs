using System.Text;
using Containerize.Builders;
using Containerize.Testing;

namespace Containerize.Core.Tests.Builders;

[TestClass]
internal sealed class BuildKitTraceTests
{
    private readonly RecordingBuildLog _log = new();

    [TestMethod]
    public void Steps_and_what_they_print_are_read()
    {
        var response = Message(
            Field(
                1,
                Message(
                    Field(1, "sha256:a"),
                    Field(3, "[restore 2/2] RUN dotnet restore"),
                    Number(4, 1),
                    Field(5, Message(Number(1, 100))),
                    Field(6, Message(Number(1, 101), Number(2, 500_000_000)))
                )
            ),
            Field(1, Message(Field(1, "sha256:b"), Field(3, "[final 2/2] RUN make"), Field(5, Message(Number(1, 100))))),
            Field(2, Message(Field(1, "a status that nobody shows"))),
            Field(3, Message(Field(1, "sha256:b"), Field(2, Message(Number(1, 100))), Number(3, 1), Field(4, "hello\n"))),
            Field(
                1,
                Message(Field(1, "sha256:b"), Field(5, Message(Number(1, 100))), Field(6, Message(Number(1, 102), Number(2, 500_000_000))))
            )
        );
        var progress = new BuildProgress(_log, "final", []);
        BuildKitTrace.Read(response, progress);
        progress.Complete();
        Assert.AreEqual(
            "[restore 2/2] RUN dotnet restore: cached|restore: cached|[final 2/2] RUN make|  hello|final: 2.5 s",
            string.Join('|', _log.Messages.Select(message => message.Text))
        );
    }

    [TestMethod]
    [DataRow("0A")] // A length that is missing.
    [DataRow("0A05AA")] // More than there is.
    [DataRow("0B")] // A group, which nobody writes any more.
    [DataRow("FFFFFFFFFFFFFFFFFFFFFFFFFFFF")] // A number without an end.
    [DataRow("0AFFFFFFFFFFFFFFFFFF01")] // A length below zero.
    public void What_is_no_message_is_a_FormatException(string hex) =>
        Assert.ThrowsExactly<FormatException>(() => BuildKitTrace.Read(Convert.FromHexString(hex), new BuildProgress(_log, "final", [])));

    [TestMethod]
    public void Any_bytes_are_read_or_refused()
    {
        var random = new Random(20261121);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            try
            {
                BuildKitTrace.Read(bytes, new BuildProgress(_log, "final", []));
            }
            catch (FormatException)
            {
                // Refused.
            }
        }
    }

    [TestMethod]
    public void Messages_that_cannot_be_read_are_passed_over()
    {
        var messages = new BuildKitMessages(new BuildProgress(_log, "final", []));
        messages.Read("""{"id":"moby.buildkit.trace","aux":"!"}""");
        messages.Read("""{"id":"moby.buildkit.trace","aux":"Cg=="}""");
        messages.Read("""{"id":"moby.image.id","aux":{"ID":"sha256:1"}}""");
        messages.Read("[]");
        Assert.AreEqual("sha256:1", messages.ImageId);
        Assert.IsEmpty(_log.Messages);
    }

    private static byte[] Message(params byte[][] fields) => [.. fields.SelectMany(field => field)];

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int number, long value) => [(byte)(number << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
