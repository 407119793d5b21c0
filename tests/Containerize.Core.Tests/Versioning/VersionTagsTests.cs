using Containerize.Oci;
using Containerize.Versioning;
using FsCheck;
using FsCheck.Fluent;
using NuGet.Versioning;

namespace Containerize.Core.Tests.Versioning;

[TestClass]
internal sealed class VersionTagsTests
{
    [TestMethod]
    [DataRow("1.2.3", "1.2.3 1.2 1 latest")]
    [DataRow("0.4.1", "0.4.1 0.4 latest")]
    [DataRow("0.0.3", "0.0.3 0.0 latest")]
    [DataRow("10.0.0", "10.0.0 10.0 10 latest")]
    [DataRow("1.3.0-beta.2", "1.3.0-beta.2")]
    [DataRow("0.1.0-Alpha", "0.1.0-Alpha")]
    [DataRow("1.2.3+build.7", "1.2.3 1.2 1 latest")]
    [DataRow("1.2.3-rc.1+build.7", "1.2.3-rc.1")]
    [DataRow("1.2.3.4", "1.2.3.4 1.2.3 1.2 1 latest")]
    [DataRow("1.2.3.4-pre", "1.2.3.4-pre")]
    [DataRow("1.2", "1.2.0 1.2 1 latest")]
    [DataRow("2024.01.05", "2024.1.5 2024.1 2024 latest")]
    public void Tags_follow_semantic_versioning(string version, string tags) =>
        Assert.AreEqual(tags, string.Join(' ', VersionTags.Create(NuGetVersion.Parse(version))));

    [TestMethod]
    public void Every_tag_is_legal_and_the_first_is_the_exact_version() =>
        Prop.ForAll(Versions(), version =>
            {
                var tags = VersionTags.Create(version);
                return tags.All(ReferenceGrammar.IsTag)
                    && NuGetVersion.Parse(tags[0]).Equals(version, VersionComparison.VersionRelease)
                    && tags.Distinct().Count() == tags.Length;
            })
            .QuickCheckThrowOnFailure();

    [TestMethod]
    public void Only_a_release_moves_the_tags_that_others_follow() =>
        Prop.ForAll(Versions(), version =>
                version.IsPrerelease
                    ? VersionTags.Create(version) is [_]
                    : VersionTags.Create(version)[^1] == "latest" && !VersionTags.Create(version).Contains("0")
            )
            .QuickCheckThrowOnFailure();

    private static Arbitrary<NuGetVersion> Versions()
    {
        var number = Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 100)), (1, Gen.Choose(0, int.MaxValue)));
        var character = Gen.Elements("0123456789abcxyzABCXYZ-".ToCharArray());
        // A letter in front: identifiers of digits alone must not begin with 0.
        var identifier = character.ArrayOf().Select(letters => "r" + string.Concat(letters.Take(20)));
        var identifiers = identifier.NonEmptyListOf().Select(all => string.Join('.', all.Take(4)));
        var optional = Gen.OneOf(Gen.Constant(""), identifiers);
        return (
            from numbers in number.ArrayOf(4)
            from prerelease in optional
            from metadata in optional
            select new NuGetVersion(numbers[0], numbers[1], numbers[2], numbers[3], prerelease, metadata)
        ).ToArbitrary();
    }
}
