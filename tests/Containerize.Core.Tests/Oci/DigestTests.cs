using System.Text;
using Containerize.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Containerize.Core.Tests.Oci;

[TestClass]
internal sealed class DigestTests
{
    private const string EmptySha256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [TestMethod]
    public void The_digest_of_nothing_and_of_abc_are_the_published_ones()
    {
        Assert.AreEqual(EmptySha256, Digest.Compute([]).ToString());
        Assert.AreEqual("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digest.Compute("abc"u8).ToString());
    }

    [TestMethod]
    public void A_digest_has_its_algorithm_and_its_hexadecimal_part()
    {
        var digest = Digest.Parse(EmptySha256);
        Assert.AreEqual("sha256", digest.Algorithm);
        Assert.AreEqual(EmptySha256["sha256:".Length..], digest.Hex);
        Assert.AreEqual(Digest.Compute([]), digest);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(":")]
    [DataRow("sha256")]
    [DataRow("sha256:")]
    [DataRow("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [DataRow(":e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [DataRow("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85", DisplayName = "one short")]
    [DataRow("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555", DisplayName = "one long")]
    [DataRow("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", DisplayName = "upper case")]
    [DataRow("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", DisplayName = "upper-case algorithm")]
    [DataRow("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85g", DisplayName = "not hexadecimal")]
    [DataRow("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n", DisplayName = "new line")]
    [DataRow(" sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", DisplayName = "blank")]
    [DataRow("sha256:../../../../../../../../../../../../../../../../etc/passwd00000000", DisplayName = "a path")]
    [DataRow("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", DisplayName = "the other algorithm's length")]
    [DataRow("md5:d41d8cd98f00b204e9800998ecf8427e", DisplayName = "not registered")]
    public void What_is_not_a_digest_is_refused(string? text)
    {
        Assert.IsFalse(Digest.TryParse(text, out var digest));
        Assert.IsNull(digest);
        if (text is not null)
        {
            Assert.Contains($"'{text}'", Assert.ThrowsExactly<FormatException>(() => Digest.Parse(text)).Message);
        }
    }

    [TestMethod]
    [DataRow("sha256:")]
    [DataRow("sha512:")]
    public void Its_hash_is_of_its_own_algorithm(string prefix)
    {
        var zeros = Digest.Parse(prefix + new string('0', prefix == "sha256:" ? 64 : 128));
        using var hash = zeros.CreateHash();
        hash.AppendData("abc"u8);
        var finished = hash.GetHashAndReset();
        Assert.IsFalse(zeros.Matches(finished));
        Assert.IsTrue(Digest.Parse(prefix + Convert.ToHexStringLower(finished)).Matches(finished));
    }

    [TestMethod]
    public void Every_digest_reads_back_from_its_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
            {
                var digest = Digest.Compute(Encoding.UTF8.GetBytes(text ?? ""));
                return Digest.TryParse(digest.ToString(), out var read) && read == digest && read.GetHashCode() == digest.GetHashCode();
            })
            .QuickCheckThrowOnFailure();
}
