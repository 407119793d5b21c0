using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

/// <summary>
/// Events, rules and versions, and the tags that come of them: written by hand from docs/tags.md and the documentation of
/// docker/metadata-action. A rule is its kind with key=value behind it; rules stand between <c>|</c>.
/// </summary>
[TestClass]
internal sealed class TagCases
{
    private const string Sha = "90dd6032fac8bda1b6c4436a2e65de27961ed071";

    // A Friday, in summer time where there is one.
    private static readonly DateTimeOffset Now = new(2026, 7, 3, 22, 5, 9, TimeSpan.Zero);
    private static readonly DateTimeOffset Committed = new(2026, 7, 1, 6, 30, 0, TimeSpan.Zero);

    [TestMethod]
    // Presets: semver.
    [DataRow("branch main", "1.2.3", "scheme semver", "1.2.3 1.2 1 latest")]
    [DataRow("branch main", "1.2.3", "scheme SemVer", "1.2.3 1.2 1 latest")]
    [DataRow("branch feature/x", "1.2.3", "scheme", "1.2.3 1.2 1 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "scheme", "1.2.3 1.2 1 latest")]
    [DataRow("pr 12", "1.2.3", "scheme", "1.2.3 1.2 1 latest")]
    [DataRow("branch main", "0.4.1", "scheme", "0.4.1 0.4 latest")]
    [DataRow("branch main", "0.0.1", "scheme", "0.0.1 0.0 latest")]
    [DataRow("branch main", "1.3.0-beta.2", "scheme", "1.3.0-beta.2")]
    [DataRow("branch main", "0.1.0-rc.1", "scheme", "0.1.0-rc.1")]
    [DataRow("branch main", "1.2.3.4", "scheme", "1.2.3.4 1.2.3 1.2 1 latest")]
    [DataRow("branch main", "1.2.3+build.5", "scheme", "1.2.3 1.2 1 latest")]
    [DataRow("branch main", "", "scheme", "sha-90dd603 latest")]
    [DataRow("pr 12", "", "scheme", "sha-90dd603 pr-12")]
    [DataRow("pr 12", "", "scheme flavor suffix=-alpine", "sha-90dd603-alpine pr-12-alpine")]
    [DataRow("pr 12", "", "scheme flavor latest=true", "sha-90dd603 pr-12 latest")]
    [DataRow("pr 12", "1.2.4-alpha.0.5", "scheme", "1.2.4-alpha.0.5")]
    [DataRow("branch main", "1.2.3", "scheme flavor suffix=-alpine", "1.2.3-alpine 1.2-alpine 1-alpine latest")]
    [DataRow("branch main", "1.2.3", "scheme flavor suffix=-alpine,onlatest=true", "1.2.3-alpine 1.2-alpine 1-alpine latest-alpine")]
    [DataRow("branch main", "1.2.3", "scheme flavor prefix=v", "v1.2.3 v1.2 v1 latest")]
    [DataRow("branch main", "1.2.3", "scheme flavor latest=false", "1.2.3 1.2 1")]
    [DataRow("branch main", "1.2.3-rc.1", "scheme flavor latest=true", "1.2.3-rc.1 latest")]
    [DataRow("branch main", "1.2.3-rc.1", "scheme flavor latest=auto", "1.2.3-rc.1")]
    [DataRow("branch main", "", "scheme flavor latest=false", "sha-90dd603")]
    [DataRow("branch feature/x", "1.2.3", "scheme flavor suffix=-{{branch}}", "1.2.3-feature-x 1.2-feature-x 1-feature-x latest")]
    [DataRow("branch main", "1.2.3", "semver flavor prefix={{branch}}-,onlatest=true", "main-1.2.3 main-latest")]
    [DataRow("branch main", "", "ref Event=branch flavor suffix=-{{sha}}", "main-90dd603")]
    [DataRow("branch main", "", "scheme flavor suffix=-alpine", "sha-90dd603-alpine latest")]
    // Presets: continuous-delivery.
    [DataRow("branch main", "1.2.3", "scheme continuous-delivery", "90dd603-20260703220509")]
    [DataRow("build 417 main", "1.2.3", "scheme continuous-delivery", "build-417")]
    [DataRow("build 8123-2 main", "", "scheme continuous-delivery", "build-8123-2")]
    [DataRow("build jenkins-team/app-7 main", "", "scheme continuous-delivery", "build-jenkins-team-app-7")]
    [DataRow("build 417 main", "1.2.3", "scheme continuous-delivery flavor latest=true", "build-417 latest")]
    // Presets: branch.
    [DataRow("branch main", "1.2.3", "scheme branch", "main sha-90dd603")]
    [DataRow("branch feature/größe", "", "scheme branch", "feature-gr-e sha-90dd603")]
    [DataRow("tag v1.2.3", "1.2.3", "scheme branch", "v1.2.3 sha-90dd603 latest")]
    [DataRow("pr 12", "", "scheme branch", "pr-12 sha-90dd603")]
    [DataRow("schedule main", "", "scheme branch", "nightly main sha-90dd603")]
    // semver.
    [DataRow("tag v1.2.3", "1.2.3", "semver", "1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{version}}", "1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{ version }}", "1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern=v{{version}}", "v1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{raw}}", "v1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{major}}.{{minor}}", "1.2 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{major}}", "1 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern=v{{major}}", "v1 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{major}}-{{minor}}-{{patch}}", "1-2-3 latest")]
    [DataRow("tag v0.4.1", "0.4.1", "semver Pattern={{major}}", "0 latest")]
    [DataRow("tag v2.0.8-beta.67", "2.0.8-beta.67", "semver Pattern={{version}}", "2.0.8-beta.67")]
    [DataRow("tag v2.0.8-beta.67", "2.0.8-beta.67", "semver Pattern={{major}}.{{minor}}", "2.0.8-beta.67")]
    [DataRow("tag v2.0.8-beta.67", "2.0.8-beta.67", "semver Pattern={{raw}}", "v2.0.8-beta.67")]
    [DataRow(
        "tag v2.0.8-beta.67",
        "2.0.8-beta.67",
        "semver Pattern={{version}}|semver Pattern={{major}}.{{minor}}|semver Pattern={{major}}",
        "2.0.8-beta.67"
    )]
    [DataRow(
        "tag v1.2.3",
        "1.2.3",
        "semver Pattern={{version}}|semver Pattern={{major}}.{{minor}}|semver Pattern={{major}}",
        "1.2.3 1.2 1 latest"
    )]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{major}}|semver Pattern={{version}}", "1.2.3 1 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{version}} Suffix=-alpine", "1.2.3-alpine latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{version}} Prefix=r", "r1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{version}} Prefix= flavor prefix=v", "1.2.3 latest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver Pattern={{version}} flavor prefix=v,onlatest=true", "v1.2.3 vlatest")]
    [DataRow("tag v1.2.3", "1.2.3", "semver flavor latest=false", "1.2.3")]
    [DataRow("branch main", "1.2.3.4", "semver|semver Pattern={{major}}.{{minor}}.{{patch}}", "1.2.3.4 1.2.3 latest")]
    [DataRow("branch main", "1.2.3.4", "semver Pattern=r{{revision}}", "r4 latest")]
    [DataRow("branch main", "1.2.3+sha.5", "semver Pattern={{raw}}", "1.2.3-sha.5 latest")]
    [DataRow("branch main", "", "semver Value=v7.8.9", "7.8.9 latest")]
    [DataRow("branch main", "1.2.3", "semver Value=7.8.9-pre", "7.8.9-pre")]
    [DataRow("branch main", "", "semver Value=v7.8.9 Pattern={{raw}}", "v7.8.9 latest")]
    [DataRow("branch main", "", "semver|raw Value=dev", "dev")]
    // match.
    [DataRow("tag v20260703", "", "match Pattern=\\d{8}", "20260703 latest")]
    [DataRow("tag v1.2.3", "", "match Pattern=v(.*) Group=1", "1.2.3 latest")]
    [DataRow("tag v1.2.3", "", "match Pattern=v(\\d+.\\d+) Group=1", "1.2 latest")]
    [DataRow("tag p1/v1.2.3", "", "match Pattern=p1/v(\\d+.\\d+.\\d+) Group=1", "1.2.3 latest")]
    [DataRow("tag p1/v1.2.3", "", "match Pattern=p1/v.*", "p1-v1.2.3 latest")]
    [DataRow("tag v1.2.3", "", "match Pattern=(?<line>\\d+)\\. Group=line", "1 latest")]
    [DataRow("tag v1.2.3", "", "match Pattern=(?i)V\\d Suffix=-x", "v1-x latest")]
    [DataRow("branch main", "", "match Pattern=\\d+ Value=app-42", "42 latest")]
    [DataRow("tag v1.2.3", "", "match Pattern=^x|raw Value=other", "other")]
    [DataRow("branch main", "", "match Pattern=.+|sha", "sha-90dd603")]
    [DataRow("tag v1.2.3", "", "match Pattern=v(.*) Group=1 flavor latest=false", "1.2.3")]
    [DataRow("tag V1.2.3", "", "match Pattern=/v(.*)/i Group=1", "1.2.3 latest")]
    [DataRow("tag V1.2.3", "", "match Pattern=/v(.*)/|raw Value=x", "x")]
    [DataRow("tag app/v1.2.3", "", "match Pattern=\\/v(.*) Group=1", "1.2.3 latest")]
    [DataRow("tag app/v1.2.3", "", "semver Match=app/v(.*)$", "1.2.3 latest")]
    [DataRow("tag app/v1.2.3", "", "semver Match=\\d+\\.\\d+\\.\\d+", "1.2.3 latest")]
    [DataRow("tag other/v1.2.3", "", "semver Match=app/v(.*)$|raw Value=x", "x")]
    [DataRow("branch main", "", "semver Value=app/v1.2.3 Match=/APP\\/v(.*)/i", "1.2.3 latest")]
    // ref.
    [DataRow("branch main", "", "ref Event=branch", "main")]
    [DataRow("branch my/branch", "", "ref Event=branch", "my-branch")]
    [DataRow("branch my//bra nch", "", "ref Event=branch", "my-bra-nch")]
    [DataRow("branch renovate/a@1.x", "", "ref Event=branch", "renovate-a-1.x")]
    [DataRow("branch main", "", "ref Event=branch Prefix=b- Suffix=-x", "b-main-x")]
    [DataRow("branch 1.2.3", "", "ref Event=branch Prefix=b-", "b-1.2.3")]
    [DataRow("branch 1.2", "", "ref Event=branch", "1.2")]
    [DataRow("branch release/1.2.3", "", "ref Event=branch", "release-1.2.3")]
    [DataRow("branch 1.2.3", "", "raw Value=4.5.6", "4.5.6")]
    [DataRow("branch 1.2.3", "1.2.3", "semver|sha", "1.2.3 sha-90dd603 latest")]
    [DataRow("tag v1.2.3", "", "ref Event=tag", "v1.2.3 latest")]
    [DataRow("tag app/v1.2.3", "", "ref Event=tag", "app-v1.2.3 latest")]
    [DataRow("pr 12", "", "ref Event=pr", "pr-12")]
    [DataRow("pr 12", "", "ref Event=pr Prefix=", "12")]
    [DataRow("pr 12", "", "ref Event=pr Prefix=mr-", "mr-12")]
    [DataRow("pr 12", "", "ref Event=pr flavor prefix=v", "pr-12")]
    [DataRow("pr 12", "", "ref Event=branch|ref Event=tag|ref Event=pr", "pr-12")]
    [DataRow("branch main", "", "ref Event=branch|ref Event=tag|ref Event=pr", "main")]
    [DataRow("tag v1", "", "ref Event=branch|ref Event=tag|ref Event=pr", "v1 latest")]
    [DataRow("branch main", "", "ref Event=branch flavor latest=true", "main latest")]
    [DataRow("branch main", "", "ref Event=branch flavor suffix=-nightly,onlatest=true latest=true", "main-nightly latest-nightly")]
    // edge.
    [DataRow("branch main", "", "edge", "edge")]
    [DataRow("branch dev", "", "edge|sha", "sha-90dd603")]
    [DataRow("branch dev", "", "edge Branch=dev", "edge")]
    [DataRow("branch main", "", "edge Branch=dev|sha", "sha-90dd603")]
    [DataRow("tag v1", "", "edge|sha", "sha-90dd603")]
    [DataRow("pr 12", "", "edge|sha", "sha-90dd603")]
    [DataRow("branch main", "", "edge Suffix=-x", "edge-x")]
    // schedule and dates.
    [DataRow("schedule main", "", "schedule", "nightly")]
    [DataRow("schedule main", "", "schedule Pattern=weekly", "weekly")]
    [DataRow("schedule main", "", "schedule Pattern={{date 'YYYYMMDD'}}", "20260703")]
    [DataRow("schedule main", "", "schedule Pattern={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}", "20260704-070509")]
    [DataRow("schedule main", "", "schedule Pattern={{date 'YYYYMMDD'}} TimeZone=Europe/Berlin", "20260704")]
    [DataRow("schedule main", "", "schedule Pattern={{date 'HH' tz='UTC'}} TimeZone=Europe/Berlin", "22")]
    [DataRow("branch main", "", "schedule|sha", "sha-90dd603")]
    [DataRow("branch main", "", "raw Value={{date 'YYYYMMDD-HHmmss'}}", "20260703-220509")]
    [DataRow("branch main", "", "raw Value={{date 'YYYY.M.D'}}", "2026.7.3")]
    [DataRow("branch main", "", "raw Value={{date 'YY-DDDD'}}", "26-184")]
    [DataRow("branch main", "", "raw Value={{date 'GGGG-[W]WW-E'}}", "2026-W27-5")]
    [DataRow("branch main", "", "raw Value={{date 'hhmmA'}}", "1005PM")]
    [DataRow("branch main", "", "raw Value={{date 'MMM-DD'}}", "Jul-03")]
    [DataRow("branch main", "", "raw Value={{date 'X'}}", "1783116309")]
    [DataRow("branch main", "", "raw Value={{date 'HHmmSS'}}", "220500")]
    [DataRow("branch main", "", "raw Value={{date 'dddd-ddd-dd-d'}}", "Friday-Fri-Fr-5")]
    [DataRow("branch main", "", "raw Value={{date 'Do.GG.kk.k'}}", "3rd.26.22.22")]
    [DataRow("branch main", "", "raw Value={{date 'HHZZ' tz='America/New_York'}}", "18-0400")]
    [DataRow("branch main", "", "raw Value={{commit_date 'YYYYMMDD-HHmm'}}", "20260701-0630")]
    [DataRow("branch main", "", "raw Value={{commit_date 'HH' tz='America/New_York'}}", "02")]
    // sha.
    [DataRow("branch main", "", "sha", "sha-90dd603")]
    [DataRow("branch main", "", "sha Format=short", "sha-90dd603")]
    [DataRow("branch main", "", "sha Format=long", "sha-90dd6032fac8bda1b6c4436a2e65de27961ed071")]
    [DataRow("branch main", "", "sha Prefix=", "90dd603")]
    [DataRow("branch main", "", "sha Prefix=git- Suffix=-x", "git-90dd603-x")]
    [DataRow("pr 12", "", "sha Prefix={{base_ref}}-", "main-90dd603")]
    [DataRow("tag v1", "1.0.0", "sha", "sha-90dd603")]
    // raw and expressions.
    [DataRow("branch main", "", "raw Value=foo", "foo")]
    [DataRow("branch main", "", "raw Value=latest", "latest")]
    [DataRow("branch main", "", "raw Value=foo Enable=false|raw Value=bar", "bar")]
    [DataRow("branch main", "", "raw Value=foo Enable={{is_default_branch}}", "foo")]
    [DataRow("branch dev", "", "raw Value=foo Enable={{is_default_branch}}|sha", "sha-90dd603")]
    [DataRow("branch dev", "", "raw Value=foo Enable={{is_not_default_branch}}", "foo")]
    [DataRow("branch my/branch", "", "raw Value=a-{{branch}}-b", "a-my-branch-b")]
    [DataRow("tag v1.2.3", "", "raw Value=t-{{tag}}", "t-v1.2.3")]
    [DataRow("tag v1.2.3", "", "raw Value=b{{branch}}", "b")]
    [DataRow("branch main", "", "raw Value={{branch}}-{{sha}}-{{date 'YYYYMMDD'}}", "main-90dd603-20260703")]
    [DataRow("branch main", "", "raw Value=foo Prefix={{branch}}-", "main-foo")]
    [DataRow("branch main", "", "raw Value=foo Suffix=-{{sha}}", "foo-90dd603")]
    [DataRow("branch main", "", "raw Value={{tag}}|raw Value=x", "x")]
    [DataRow("branch main", "", "raw Value=foo bar", "foo-bar")]
    [DataRow("branch main", "", "raw Value=foo flavor prefix=p- suffix=-s", "p-foo-s")]
    // unique.
    [DataRow("build 417 main", "", "unique Prefix=", "417")]
    [DataRow("build 417 main", "1.2.3", "unique Prefix=1.2.3-", "1.2.3-417")]
    [DataRow("branch main", "", "unique Prefix={{branch}}-", "main-90dd603-20260703220509")]
    // Priorities.
    [DataRow("branch main", "1.2.3", "sha|raw Value=r|ref Event=branch|edge|semver", "1.2.3 edge main r sha-90dd603 latest")]
    [DataRow("schedule main", "1.2.3", "semver|schedule", "nightly 1.2.3")]
    [DataRow("branch main", "", "sha Priority=300|raw Value=r", "sha-90dd603 r")]
    [DataRow("branch main", "", "raw Value=a|raw Value=b Priority=201", "b a")]
    [DataRow("branch main", "1.2.3", "semver|raw Value=first Priority=1000", "first 1.2.3")]
    [DataRow("branch main", "1.2.3", "raw Value=first Priority=900|semver", "1.2.3 first latest")]
    [DataRow("tag v1.2.3", "1.2.3", "ref Event=tag|semver", "1.2.3 v1.2.3 latest")]
    public void Rules_give_tags(string build, string version, string rules, string expected)
    {
        var errors = new List<Diagnostic>();
        Assert.AreEqual(
            expected,
            string.Join(' ', Choose(build, version, rules, errors).Select(tag => tag.Name)),
            string.Join('\n', errors)
        );
        Assert.IsEmpty(errors);
    }

    [TestMethod]
    [DataRow("branch main", "1.2.3", "", "1.2.3=fixed 1.2=forward2 1=forward1 latest=forward0")]
    [DataRow("branch main", "1.2.3-rc.1", "", "1.2.3-rc.1=fixed")]
    [DataRow("branch main", "1.2.3-rc.1", "flavor latest=true", "1.2.3-rc.1=fixed latest=free0")]
    [DataRow("branch main", "1.2.3.4", "", "1.2.3.4=fixed 1.2.3=forward3 1.2=forward2 1=forward1 latest=forward0")]
    [DataRow("branch main", "", "", "sha-90dd603=free0 latest=free0")]
    [DataRow("height main", "1.2.4-alpha.0.5", "", "1.2.4-alpha.0.5=free0")]
    [DataRow("overwrite main", "1.2.3", "", "1.2.3=free0 1.2=forward2 1=forward1 latest=forward0")]
    [DataRow(
        "branch main",
        "1.2.3",
        "semver|semver Pattern=v{{major}}|edge|sha",
        "1.2.3=fixed v1=forward1 edge=free0 sha-90dd603=free0 latest=forward0"
    )]
    [DataRow("branch main", "1.2.3", "semver Pattern={{major}}-{{minor}}-{{patch}}", "1-2-3=fixed latest=forward0")]
    [DataRow("tag v1.2.3", "", "ref Event=tag", "v1.2.3=fixed latest=forward0")]
    [DataRow("tag v1.2.3", "1.2.3", "scheme branch", "v1.2.3=fixed sha-90dd603=free0 latest=forward0")]
    [DataRow("tag app/v1.2.3", "1.2.3", "ref Event=tag", "app-v1.2.3=fixed latest=forward0")]
    [DataRow("tag 1.2.3", "1.2.3", "ref Event=tag|semver", "1.2.3=fixed latest=forward0")]
    [DataRow("tag v1.2.3-rc.1", "", "ref Event=tag", "v1.2.3-rc.1=fixed latest=free0")]
    [DataRow("tag release1", "", "ref Event=tag", "release1=free0 latest=free0")]
    [DataRow("tag v1.2.3", "", "match Pattern=v(.*) Group=1", "1.2.3=free0 latest=free0")]
    [DataRow("branch main", "1.2.3", "semver Value=7.8.9", "7.8.9=fixed latest=forward0")]
    [DataRow("build 7 main", "", "scheme continuous-delivery", "build-7=fixed")]
    public void Each_tag_has_its_own_way_to_move(string build, string version, string rules, string expected)
    {
        var tags = Choose(build, version, rules, new List<Diagnostic>());
        Assert.AreEqual(
            expected,
            string.Join(
                ' ',
                tags.Select(tag =>
                    $"{tag.Name}={tag.Movement.ToString().ToLowerInvariant()}{(tag.Movement == TagMovement.Fixed ? "" : tag.Scope)}"
                )
            )
        );
    }

    [TestMethod]
    [DataRow("branch main", "1.2.3", "semver", "1.2.3")]
    [DataRow("branch main", "1.2.3", "semver Pattern=v{{version}}-x|semver Pattern={{major}}", "v1.2.3-x")]
    [DataRow("branch main", "1.2.3", "scheme flavor suffix=-alpine", "1.2.3-alpine")]
    public void A_moving_tag_knows_how_versions_are_written(string build, string version, string rules, string expected)
    {
        var tags = Choose(build, version, rules, new List<Diagnostic>());
        Assert.AreEqual(expected, tags[^1].ExactTag?.ToString());
        Assert.AreEqual("1.2.3", tags[^1].Version);
    }

    [TestMethod]
    [DataRow("branch main", "", "nonsense", "CTZ1130")]
    [DataRow("branch main", "", "ref Event=merge", "CTZ1130")]
    [DataRow("branch main", "", "sha Format=medium", "CTZ1130")]
    [DataRow("branch main", "", "raw Value=a Enable=maybe", "CTZ1130")]
    [DataRow("branch 1.2.3", "", "ref Event=branch", "CTZ1142")]
    [DataRow("branch 1.2.3", "1.2.3", "ref Event=branch|semver", "CTZ1142")]
    [DataRow("branch v1.2.3-rc.1", "", "scheme branch", "CTZ1142")]
    [DataRow("branch 1.2.3.4", "", "scheme branch", "CTZ1142")]
    [DataRow("branch 1.2.3", "", "scheme branch flavor prefix=r", "CTZ1142")]
    [DataRow("branch 1.2.3", "", "ref Event=branch Suffix=-x", "CTZ1142")]
    [DataRow("branch 1.2.3", "", "raw Value={{branch}}", "CTZ1142")]
    [DataRow("branch 1.2", "", "ref Event=branch|semver", "CTZ1142")]
    [DataRow("branch 2", "", "ref Event=branch|semver", "CTZ1142")]
    [DataRow("branch latest", "", "ref Event=branch", "CTZ1142")]
    [DataRow("branch main", "", "raw Value=a Priority=high", "CTZ1130")]
    [DataRow("branch main", "1.2.3", "flavor latest=maybe", "CTZ1131")]
    [DataRow("branch main", "1.2.3", "flavor onlatest=true", "CTZ1131")]
    [DataRow("branch main", "", "raw Value={{nothing}}", "CTZ1132")]
    [DataRow("branch main", "1.2.3", "scheme flavor suffix=-{{nothing}}", "CTZ1132")]
    [DataRow("branch main", "", "raw Value={{version}}", "CTZ1132")]
    [DataRow("branch main", "", "raw Value={{date 'YYYY' zone='x'}}", "CTZ1132")]
    [DataRow("branch main", "", "raw Value={{date 'YYYY' tz='Middle/Earth'}}", "CTZ1133")]
    [DataRow("tag v1", "", "match Pattern=(", "CTZ1134")]
    [DataRow("tag v1", "", "match Pattern=/v/y", "CTZ1134")]
    [DataRow("tag v1", "", "semver Match=(", "CTZ1134")]
    [DataRow("branch main", "", "semver Value=x Match=x", "CTZ1140")]
    [DataRow("branch main", "", "raw Value=-x", "CTZ1135")]
    [DataRow("branch /x", "", "ref Event=branch", "CTZ1135")]
    [DataRow("branch feature/x", "", "ref Event=branch|raw Value=feature-x", "CTZ1136")]
    [DataRow("branch main", "1.2.3", "semver|raw Value=latest", "CTZ1137")]
    [DataRow("branch main", "1.2.3", "semver|raw Value=1.2.3", "CTZ1137")]
    [DataRow("branch main", "", "semver", "CTZ1138")]
    [DataRow("branch main", "", "ref Event=tag|match Pattern=.", "CTZ1138")]
    [DataRow("branch main", "1.2.3", "scheme calver", "CTZ1139")]
    [DataRow("branch main", "", "semver Value=banana", "CTZ1140")]
    public void What_rules_cannot_mean_is_an_error(string build, string version, string rules, string code)
    {
        var errors = new List<Diagnostic>();
        Choose(build, version, rules, errors);
        Assert.AreEqual(code, errors.Select(error => error.Code).Distinct().Single(), string.Join('\n', errors));
    }

    [TestMethod]
    [DataRow("raw", "Enabled", "Did you mean Enable? ")]
    [DataRow("schedule", "Tz", "Did you mean TimeZone? ")]
    [DataRow("sha", "prefx", "Did you mean Prefix? ")]
    [DataRow("raw", "Match", "the metadata 'Match', which is not known. Rules of this kind take Value, ")]
    [DataRow("edge", "Pattern", "Rules of this kind take Branch, ")]
    public void What_a_rule_does_not_know_is_an_error(string kind, string name, string expected)
    {
        var errors = new List<Diagnostic>();
        var rule = new TagRuleInput(kind) { Value = "x", Metadata = [name, "enable", "Visible"] };
        TagRules.Choose([], new() { Rules = [rule] }, Context("schedule main", ""), errors);
        Assert.AreEqual("CTZ1143", errors.Single().Code);
        Assert.Contains(expected, errors[0].Message);
    }

    [TestMethod]
    public void A_tag_has_at_most_128_characters()
    {
        var errors = new List<Diagnostic>();
        Assert.HasCount(1, Choose("branch main", "", $"raw Value={new string('x', 128)}", errors));
        Choose("branch main", "", $"raw Value={new string('x', 129)}", errors);
        Assert.AreEqual("CTZ1135", errors.Single().Code);
    }

    [TestMethod]
    [DataRow("1.9.1", "v1.9.0 v1.10.0 v2.0.0 v3.0.0-rc.1", "1= 1.9= latest=v2.0.0 1=v1.10.0")]
    [DataRow("2.0.0", "v1.9.0 v2.0.0 v2.1.0-rc.1", "")]
    [DataRow("1.2.3", "v1.2.4", "1.2=v1.2.4 1=v1.2.4 latest=v1.2.4")]
    public void Git_knows_higher_versions(string version, string gitTags, string expected)
    {
        var git = gitTags.Split(' ').Select(tag => ClaimedVersion.FromGitTag(tag, "")!);
        var tags = TagRules.Choose([], new(), Context("branch main", version) with { GitVersions = [.. git] }, new List<Diagnostic>());
        var higher = tags.Where(tag => tag.HigherInGit.Length > 0).Select(tag => $"{tag.Name}={tag.HigherInGit}");
        var wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(one => !one.EndsWith('='));
        Assert.AreSequenceEqual(wanted.Order(StringComparer.Ordinal), higher.Order(StringComparer.Ordinal));
    }

    private static ImmutableArray<ImageTag> Choose(string build, string version, string rules, List<Diagnostic> errors)
    {
        var (head, flavor) = rules.Split("flavor ", 2) is [var left, var right] ? (left.Trim(), right) : (rules, "");
        var selection = head.StartsWith("scheme", StringComparison.Ordinal)
            ? new TagSelection { Scheme = head["scheme".Length..].Trim(), Flavor = flavor }
            : new TagSelection { Flavor = flavor, Rules = [.. head.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(Rule)] };
        return TagRules.Choose([], selection, Context(build, version), errors);
    }

    private static TagContext Context(string build, string version)
    {
        var words = build.Split(' ', 2);
        var claimed =
            version.Length == 0
                ? null
                : ClaimedVersion.Parse(version, "the test")! with
                {
                    IsSet = words[0] != "height",
                    GitTag = words[0] == "tag" ? words[1] : "",
                };
        var context = new TagContext
        {
            Version = claimed,
            Revision = Sha,
            CommitDate = Committed,
            Now = Now,
            DefaultBranch = "main",
        };
        return words[0] switch
        {
            "tag" => context with { GitTag = words[1] },
            "pr" => context with { PullRequest = words[1], BaseBranch = "main" },
            "schedule" => context with { Branch = words[1], IsScheduled = true },
            "build" => context with { Branch = words[1].Split(' ')[1], BuildId = words[1].Split(' ')[0] },
            "overwrite" => context with { Branch = words[1], AllowOverwrite = true },
            _ => context with { Branch = words[1] },
        };
    }

    /// <summary>A value goes to the next word that has a known name before its <c>=</c>.</summary>
    private static TagRuleInput Rule(string text)
    {
        string[] names =
        [
            "Pattern",
            "Prefix",
            "Suffix",
            "Enable",
            "Priority",
            "Value",
            "Group",
            "Event",
            "Branch",
            "Format",
            "TimeZone",
            "Match",
        ];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var name = "";
        foreach (var word in text.Split(' ').Skip(1))
        {
            if (names.FirstOrDefault(known => word.StartsWith(known + "=", StringComparison.Ordinal)) is { } found)
            {
                (name, values[found]) = (found, word[(found.Length + 1)..]);
            }
            else
            {
                values[name] += " " + word;
            }
        }

        return new(text.Split(' ')[0])
        {
            Pattern = values.GetValueOrDefault("Pattern"),
            Prefix = values.GetValueOrDefault("Prefix"),
            Suffix = values.GetValueOrDefault("Suffix"),
            Enable = values.GetValueOrDefault("Enable"),
            Priority = values.GetValueOrDefault("Priority"),
            Value = values.GetValueOrDefault("Value"),
            Group = values.GetValueOrDefault("Group"),
            Event = values.GetValueOrDefault("Event"),
            Branch = values.GetValueOrDefault("Branch"),
            Format = values.GetValueOrDefault("Format"),
            TimeZone = values.GetValueOrDefault("TimeZone"),
            Match = values.GetValueOrDefault("Match"),
            Metadata = [.. values.Keys],
        };
    }
}
