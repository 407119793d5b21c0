using System.Collections.Immutable;
using System.Security.Cryptography;
using Containerize.Oci;

namespace Containerize.Core.Tests.Caching;

[TestClass]
internal sealed class DocumentCacheTests : CacheTestBase
{
    private static readonly ImmutableArray<byte> Document = [.. "{}"u8];

    private static readonly Digest DocumentDigest = Digest.Compute("{}"u8);

    [TestMethod]
    public async Task A_document_comes_back_in_a_later_build()
    {
        using (var first = Open())
        {
            Assert.IsNull(first.Documents.Find(DocumentDigest));
            first.Documents.Add(DocumentDigest, Document);
        }

        using var later = Open();
        CollectionAssert.AreEqual(Document, later.Documents.Find(DocumentDigest));
        Assert.IsEmpty(Directory.GetFileSystemEntries(EntryPath("tmp")));
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task The_other_algorithm_is_checked_by_itself()
    {
        using var cache = Open();
        var digest = Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData("{}"u8)));
        cache.Documents.Add(digest, Document);
        CollectionAssert.AreEqual(Document, cache.Documents.Find(digest));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("{}\n")]
    public async Task A_damaged_document_is_removed_and_can_be_added_again(string content)
    {
        using var cache = Open();
        cache.Documents.Add(DocumentDigest, Document);
        await File.WriteAllTextAsync(BlobPath(DocumentDigest), content, Token);
        Assert.IsNull(cache.Documents.Find(DocumentDigest));
        Assert.IsFalse(File.Exists(BlobPath(DocumentDigest)));
        cache.Documents.Add(DocumentDigest, Document);
        CollectionAssert.AreEqual(Document, cache.Documents.Find(DocumentDigest));
        Assert.IsEmpty(Log.Diagnostics);
    }

    [TestMethod]
    public async Task A_file_that_can_be_no_document_is_not_even_read()
    {
        using var cache = Open();
        cache.Documents.Add(DocumentDigest, Document);
        using (var file = File.OpenWrite(BlobPath(DocumentDigest)))
        {
            file.SetLength(1L << 40);
        }

        Assert.IsNull(cache.Documents.Find(DocumentDigest));
    }
}
