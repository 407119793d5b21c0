using System.Collections.Immutable;
using Containerize.Diagnostics;
using Containerize.Metadata;
using Containerize.SourceControl;
using Containerize.Testing;
using Containerize.Versioning;

namespace Containerize.Core.Tests.Versioning;

/// <summary>
/// The cases by which docker/metadata-action checks itself (__tests__/meta.test.ts): events, its inputs, and the tags that
/// it gives. Where ours differ, the last value has them, or the code of the error; docs/tags.md names these differences.
/// </summary>
[TestClass]
internal sealed class MetadataActionTests
{
    private const string Dev = "860c1904a1ce19322e91ac35af1ab07466440c37";
    private const string Master = "266574110acf203503badf966df2ea24b5d732d7";
    private const string Head = "3370e228f2209994d57af4427fe64e71bb79ac96";

    private static readonly DateTimeOffset Now = new(2020, 1, 10, 0, 30, 0, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("null01", "null", "", "", "", "CTZ1138")]
    [DataRow("null02", "empty", "type=sha; type=raw,{{branch}}", "", "", "CTZ1138")]
    [DataRow("push01", "push_dev", "", "", "dev")]
    [DataRow("push02", "push_master", "type=edge", "", "edge")]
    [DataRow("push03", "push_master", "", "", "master")]
    [DataRow("push04", "workflow_dispatch", "type=edge", "", "edge")]
    [DataRow("push05", "push_dev", "", "", "dev")]
    [DataRow("push06", "push_master", "type=edge", "", "edge")]
    [DataRow("push07", "push_dev", "type=ref,event=branch; type=sha", "", "dev sha-860c190")]
    [DataRow("push08", "push_master", "type=edge; type=sha", "", "edge sha-2665741")]
    [DataRow("push09", "push_dev", "type=edge,branch=dev; type=sha", "", "edge sha-860c190")]
    [DataRow("push10", "push_master", "type=edge,branch=dev; type=sha", "", "sha-2665741")]
    [DataRow("push11", "push_invalidchars", "type=edge; type=sha", "", "sha-983315b")]
    [DataRow(
        "push12",
        "push_invalidchars",
        "type=semver,pattern={{version}}; type=pep440,pattern={{version}}; type=edge",
        "",
        "",
        "CTZ1130"
    )]
    [DataRow("push13", "push_master", "type=ref,priority=2000,event=branch; type=edge", "", "master edge")]
    [DataRow(
        "push14",
        "push_master",
        "type=semver,pattern={{version}},value=v1.2.3; type=pep440,pattern={{version}},value=v1.2.3; type=edge",
        "",
        "1.2.3 edge latest",
        "CTZ1130"
    )]
    [DataRow("push15", "push_master", "type=match,pattern=v(.*),group=1,value=v1.2.3; type=edge", "", "1.2.3 edge latest")]
    [DataRow("push16", "push_master", "type=match,enable=false,pattern=v(.*),group=1,value=v1.2.3; type=edge", "", "edge")]
    [DataRow(
        "push17",
        "push_master",
        "type=raw,value=mytag-{{branch}}; type=raw,value=mytag-{{date 'YYYYMMDD'}}; type=raw,value=mytag-cd-{{commit_date "
            + "'YYYYMMDD'}}; type=raw,value=mytag-{{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}; type=raw,value=mytag-tag-{{tag}}; "
            + "type=raw,value=mytag-baseref-{{base_ref}}; type=raw,value=mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master mytag-20200110 mytag-cd-20200110 mytag-20200110-093000 mytag-tag- mytag-baseref- mytag-defbranch"
    )]
    [DataRow("push18", "push_dev", "type=ref,event=branch; type=sha,format=long", "", "dev sha-860c1904a1ce19322e91ac35af1ab07466440c37")]
    [DataRow(
        "push19",
        "push_dev",
        "type=edge,branch=master; type=ref,event=branch,enable=false; type=sha,format=long; "
            + "type=raw,value=defbranch,enable={{is_default_branch}}",
        "",
        "sha-860c1904a1ce19322e91ac35af1ab07466440c37"
    )]
    [DataRow(
        "push20",
        "push_dev",
        "type=edge,branch=master; type=ref,event=branch,enable=false; type=sha,format=long",
        "",
        "sha-860c1904a1ce19322e91ac35af1ab07466440c37"
    )]
    [DataRow(
        "push21",
        "push_master",
        "type=raw,value=mytag-{{branch}}; type=raw,value=mytag-{{date 'YYYYMMDD'}}; type=raw,value=mytag-{{date "
            + "'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}; type=raw,value=mytag-src-{{commit_date 'YYYYMMDD'}}; "
            + "type=raw,value=mytag-tag-{{tag}}; type=raw,value=mytag-baseref-{{base_ref}}; "
            + "type=raw,value=mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master mytag-20200110 mytag-20200110-093000 mytag-src-20200110 mytag-tag- mytag-baseref- mytag-defbranch"
    )]
    [DataRow(
        "push22",
        "push_dev",
        "type=edge,branch=master; type=sha,format=long; type=raw,value=notdefbranch,enable={{is_not_default_branch}}",
        "",
        "notdefbranch sha-860c1904a1ce19322e91ac35af1ab07466440c37"
    )]
    [DataRow("tag01", "tag_release1", "", "", "release1 latest")]
    [DataRow("tag02", "tag_20200110-RC2", "", "", "20200110-RC2 latest")]
    [DataRow("tag03", "tag_20200110-RC2", "type=match,pattern=\\d{8}", "latest=false", "20200110")]
    [DataRow("tag04", "tag_20200110-RC2", "type=match,pattern=(.*)-RC,group=1", "latest=false", "20200110")]
    [DataRow("tag05", "tag_v1.1.1", "type=match,\"pattern=\\d.\\d.\\d\"", "", "1.1.1 latest")]
    [DataRow("tag06", "tag_v1.1.1", "type=match,\"pattern=^v(\\d.\\d.\\d)$\",group=1", "", "1.1.1 latest")]
    [DataRow("tag07", "tag_v2.0.8-beta.67", "type=match,\"pattern=\\d.\\d.\\d-(alpha|beta).\\d+\"", "", "2.0.8-beta.67 latest")]
    [DataRow("tag08", "tag_v2.0.8-beta.67", "type=match,\"pattern=\\d.\\d\"", "", "2.0 latest")]
    [DataRow(
        "tag09",
        "tag_v2.0.8-beta.67",
        "type=match,\"pattern=v(.*)-beta.(.*)\",group=1; type=match,\"pattern=v(.*)-beta.(.*)\",group=2",
        "",
        "2.0.8 67 latest"
    )]
    [DataRow("tag10", "tag_sometag", "type=match,\"pattern=\\d.\\d\"", "", "", "CTZ1138")]
    [DataRow(
        "tag11",
        "tag_v1.1.1",
        "type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}; type=semver,pattern={{major}}",
        "",
        "1.1.1 1.1 1 latest"
    )]
    [DataRow(
        "tag12",
        "tag_v1.1.1",
        "type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}.{{patch}}",
        "",
        "1.1.1 latest"
    )]
    [DataRow("tag13", "tag_v2.0.8-beta.67", "type=semver,pattern={{major}}.{{minor}}; type=semver,pattern={{major}}", "", "2.0.8-beta.67")]
    [DataRow(
        "tag14",
        "tag_sometag",
        "type=ref,event=tag; type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}; type=semver,pattern={{major}}",
        "latest=false",
        "sometag"
    )]
    [DataRow(
        "tag15",
        "tag_v2.0.8-beta.67",
        "type=raw,priority=2000,foo; type=semver,pattern={{version}}; type=match,\"pattern=\\d.\\d\"",
        "",
        "foo 2.0.8-beta.67 2.0"
    )]
    [DataRow("tag16", "tag_v1.1.1", "type=raw,priority=2000,foo; type=ref,event=tag; type=edge", "", "foo v1.1.1")]
    [DataRow(
        "tag17",
        "tag_p1-v1.0.0",
        "type=match,\"pattern=/^v(\\d.\\d.\\d)$/ig\",group=1; type=match,pattern=\\d.\\d.\\d; type=match,pattern=\\d.\\d; "
            + "type=ref,event=pr; type=sha",
        "",
        "1.0.0 1.0 sha-860c190 latest"
    )]
    [DataRow(
        "tag18",
        "tag_p1-v1.0.0",
        "type=match,pattern=p1/v(\\d.\\d.\\d),group=1; type=match,pattern=p1/v(\\d.\\d),group=1; "
            + "type=match,pattern=p1/v(\\d.\\d),group=3; type=ref,event=pr; type=sha",
        "",
        "1.0.0 1.0 sha-860c190 latest"
    )]
    [DataRow(
        "tag19",
        "tag_p1-v1.0.0",
        "type=match,pattern=p1/v(\\d.\\d.\\d),group=1; type=match,pattern=p1/v(\\d.\\d),group=1,suffix=; type=ref,event=pr; type=sha",
        "suffix=-dev",
        "1.0.0-dev 1.0 sha-860c190-dev latest"
    )]
    [DataRow(
        "tag20",
        "tag_v1.1.1",
        "type=raw,{{tag}}-{{sha}}-foo; type=raw,{{base_ref}}-foo; type=raw,defbranch-foo,enable={{is_default_branch}}",
        "",
        "v1.1.1-860c190-foo master-foo",
        "CTZ1135"
    )]
    [DataRow(
        "tag21",
        "tag_v1.1.1",
        "type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}.{{patch}}",
        "suffix=-dev,onlatest=true",
        "1.1.1-dev latest-dev"
    )]
    [DataRow(
        "tag22",
        "tag_v1.1.1",
        "type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}.{{patch}}",
        "prefix=foo-,onlatest=true suffix=-dev,onlatest=true",
        "foo-1.1.1-dev foo-latest-dev"
    )]
    [DataRow(
        "tag23",
        "tag_v1.1.1",
        "type=pep440,pattern={{raw}}; type=pep440,pattern={{major}}.{{minor}}",
        "",
        "v1.1.1 1.1 latest",
        "CTZ1130"
    )]
    [DataRow("tag24", "tag_1.2", "type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}", "", "1.2 latest", "CTZ1130")]
    [DataRow("tag25", "tag_1.1beta2", "type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}", "", "1.1b2", "CTZ1130")]
    [DataRow("tag26", "tag_1.0dev4", "type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}", "", "1.0.dev4", "CTZ1130")]
    [DataRow(
        "tag27",
        "tag_1.2.3rc2",
        "type=pep440,pattern={{raw}}; type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}; "
            + "type=pep440,pattern={{major}}",
        "",
        "1.2.3rc2",
        "CTZ1130"
    )]
    [DataRow(
        "tag28",
        "tag_v1.1.1",
        "type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}.{{patch}}; "
            + "type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}",
        "",
        "1.1.1 1.1 1 latest",
        "CTZ1130"
    )]
    [DataRow(
        "tag29",
        "tag_1.2post1",
        "type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}",
        "",
        "1.2.post1",
        "CTZ1130"
    )]
    [DataRow(
        "tag30",
        "tag_sometag",
        "type=ref,event=tag; type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}",
        "latest=false",
        "sometag",
        "CTZ1130"
    )]
    [DataRow("tag31", "tag_v2.0.8-beta.67", "type=semver,pattern={{raw}}", "", "v2.0.8-beta.67")]
    [DataRow(
        "tag32",
        "tag_v1.2.3rc2",
        "type=pep440,pattern={{raw}}; type=pep440,pattern={{major}}.{{minor}}",
        "",
        "v1.2.3rc2 1.2.3rc2",
        "CTZ1130"
    )]
    [DataRow(
        "tag33",
        "tag_v1.1.1",
        "type=pep440,pattern={{version}}; type=pep440,pattern={{major}}.{{minor}}.{{patch}}; "
            + "type=pep440,pattern={{major}}.{{minor}}; type=pep440,pattern={{major}}",
        "",
        "1.1.1 1.1 1 latest",
        "CTZ1130"
    )]
    [DataRow("tag34", "tag_p1-v1.0.0", "type=semver,pattern={{version}},\"match=v(\\d.\\d.\\d)$\"", "", "1.0.0 latest")]
    [DataRow(
        "push35",
        "push_master",
        "type=semver,pattern={{version}},value=p1/v1.2.3,\"match=v(\\d.\\d.\\d)$\"; "
            + "type=pep440,pattern={{version}},value=p1/v1.2.3,\"match=v(\\d.\\d.\\d)$\"; type=edge",
        "",
        "1.2.3 edge latest",
        "CTZ1130"
    )]
    [DataRow("latest01", "tag_release1", "type=match,\"pattern=^release\\d{1,2}\"", "", "release1 latest")]
    [DataRow("latest02", "tag_20200110-RC2", "type=match,\"pattern=^\\d+-RC\\d{1,2}\"", "", "20200110-RC2 latest")]
    [DataRow("latest03", "tag_20200110-RC2", "type=match,pattern=\\d{8}", "", "20200110 latest")]
    [DataRow("latest04", "tag_v1.1.1", "type=match,\"pattern=\\d.\\d.\\d\"", "", "1.1.1 latest")]
    [DataRow("latest05", "tag_v1.1.1", "", "", "v1.1.1 latest")]
    [DataRow("latest06", "tag_v2.0.8-beta.67", "type=match,\"pattern=\\d.\\d.\\d\"", "", "2.0.8 latest")]
    [DataRow("latest07", "tag_v1.1.1", "type=ref,event=tag", "latest=false", "v1.1.1")]
    [DataRow("latest08", "tag_v1.1.1", "type=ref,event=tag", "latest=false", "v1.1.1")]
    [DataRow("latest09", "tag_v1.1.1", "type=ref,event=tag", "latest=false", "v1.1.1")]
    [DataRow("latest10", "tag_v2.0.8-beta.67", "type=match,\"pattern=\\d.\\d.\\d\"", "", "2.0.8 latest")]
    [DataRow("pr01", "pull_request", "", "", "pr-15")]
    [DataRow("pr02", "pull_request", "", "", "pr-15")]
    [DataRow("pr03", "pull_request", "type=ref,event=pr; type=sha", "", "pr-15 sha-a9c8c58")]
    [DataRow("pr04", "pull_request", "type=sha,priority=2000; type=ref,event=pr", "", "sha-a9c8c58 pr-15")]
    [DataRow("pr05", "pull_request", "type=ref,event=pr", "prefix=glo- suffix=-bal", "pr-15-bal")]
    [DataRow("pr06", "pull_request", "type=ref,event=pr,prefix=", "prefix=glo- suffix=-bal", "15-bal")]
    [DataRow("pr07", "pull_request_target", "type=sha,priority=2000; type=ref,event=pr", "", "sha-2665741 pr-15")]
    [DataRow("pr08", "pull_request_target", "type=ref,event=pr,prefix=", "prefix=glo- suffix=-bal", "15-bal")]
    [DataRow(
        "pr09",
        "pull_request_target",
        "type=ref,event=tag; type=ref,event=pr; type=ref,event=branch; type=sha; type=sha,format=long",
        "",
        "pr-15 sha-2665741 sha-266574110acf203503badf966df2ea24b5d732d7"
    )]
    [DataRow(
        "pr10",
        "pull_request_target",
        "type=raw,value=mytag-{{base_ref}}; type=raw,mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master"
    )]
    [DataRow(
        "pr11",
        "pull_request",
        "type=raw,value=mytag-{{base_ref}}; type=raw,mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master"
    )]
    [DataRow("pr12", "pull_request", "type=raw,value={{commit_date YYYY-MM-DD-HHmmSS}}", "", "2020-01-10T00-30-00Z", "CTZ1132")]
    [DataRow("head-pr01", "pull_request", "", "", "pr-15")]
    [DataRow("head-pr02", "pull_request", "", "", "pr-15")]
    [DataRow("head-pr03", "pull_request", "type=ref,event=pr; type=sha", "", "pr-15 sha-3370e22")]
    [DataRow("head-pr04", "pull_request", "type=sha,priority=2000; type=ref,event=pr", "", "sha-3370e22 pr-15")]
    [DataRow("head-pr05", "pull_request", "type=ref,event=pr", "prefix=glo- suffix=-bal", "pr-15-bal")]
    [DataRow("head-pr06", "pull_request", "type=ref,event=pr,prefix=", "prefix=glo- suffix=-bal", "15-bal")]
    [DataRow("head-pr07", "pull_request_target", "type=sha,priority=2000; type=ref,event=pr", "", "sha-3370e22 pr-15")]
    [DataRow("head-pr08", "pull_request_target", "type=ref,event=pr,prefix=", "prefix=glo- suffix=-bal", "15-bal")]
    [DataRow(
        "head-pr09",
        "pull_request_target",
        "type=ref,event=tag; type=ref,event=pr; type=ref,event=branch; type=sha; type=sha,format=long",
        "",
        "pr-15 sha-3370e22 sha-3370e228f2209994d57af4427fe64e71bb79ac96"
    )]
    [DataRow(
        "head-pr10",
        "pull_request_target",
        "type=raw,value=mytag-{{base_ref}}; type=raw,mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master"
    )]
    [DataRow(
        "head-pr11",
        "pull_request",
        "type=raw,value=mytag-{{base_ref}}; type=raw,mytag-defbranch,enable={{is_default_branch}}",
        "",
        "mytag-master"
    )]
    [DataRow("head-pr12", "pull_request", "type=raw,value=src-{{commit_date YYYY-MM-DD}}", "", "src-2020-01-10T00-30-00Z", "CTZ1132")]
    [DataRow("schedule01", "schedule", "", "", "nightly master")]
    [DataRow(
        "schedule02",
        "schedule",
        "type=schedule,pattern={{date 'YYYYMMDD'}}; type=schedule,pattern=source-date-{{commit_date 'YYYY-MM-DD'}}",
        "",
        "20200110 source-date-2020-01-10"
    )]
    [DataRow("schedule03", "schedule", "type=schedule,pattern={{date 'YYYYMMDD-HHmmss'}}", "", "20200110-003000")]
    [DataRow("schedule04", "schedule", "", "", "nightly master")]
    [DataRow("schedule05", "schedule", "type=schedule; type=sha", "", "nightly sha-860c190")]
    [DataRow(
        "schedule06",
        "schedule",
        "type=schedule; type=sha,priority=2000; type=raw,value=defbranch,enable={{is_default_branch}}",
        "",
        "sha-860c190 nightly defbranch"
    )]
    [DataRow("schedule07", "schedule", "type=schedule", "prefix=glo- suffix=-bal", "glo-nightly-bal")]
    [DataRow(
        "schedule08",
        "schedule",
        "type=schedule,pattern={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}; type=schedule,pattern=src-{{commit_date "
            + "'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}",
        "",
        "20200110-093000 src-20200110-093000"
    )]
    [DataRow("release01", "release_created", "", "", "v1.1.1 latest")]
    [DataRow(
        "release02",
        "release_created",
        "type=ref,event=tag; type=raw,value=baseref-{{base_ref}}; type=raw,value=defbranch,enable={{is_default_branch}}",
        "",
        "v1.1.1 baseref- latest"
    )]
    [DataRow(
        "release03",
        "release_created",
        "type=raw,value=src-{{commit_date 'YYYYMMDD-HHmmss'}}; type=raw,value={{date 'YYYYMMDD-HHmmss'}}",
        "",
        "src-20200110-003000 20200110-003000"
    )]
    [DataRow("raw01", "push_dev", "type=ref,event=branch; type=raw,my; type=raw,custom; type=raw,tags", "", "dev my custom tags")]
    [DataRow("raw02", "push_dev", "type=ref,event=branch; type=raw,my", "", "dev my")]
    [DataRow(
        "raw03",
        "tag_release1",
        "type=ref,event=tag; type=raw,my; type=raw,custom; type=raw,tags",
        "",
        "release1 my custom tags latest"
    )]
    [DataRow(
        "raw04",
        "tag_20200110-RC2",
        "type=match,pattern=\\d{8}; type=raw,my; type=raw,custom; type=raw,tags",
        "latest=false",
        "20200110 my custom tags"
    )]
    [DataRow(
        "raw05",
        "tag_v1.1.1",
        "type=semver,pattern={{version}}; type=semver,pattern={{major}}.{{minor}}; type=semver,pattern={{major}}; "
            + "type=raw,my; type=raw,custom; type=raw,tags",
        "",
        "1.1.1 1.1 1 my custom tags latest"
    )]
    [DataRow("raw06", "tag_v1.1.1", "type=raw,my; type=raw,custom; type=raw,tags", "", "my custom tags")]
    [DataRow(
        "raw07",
        "push_dev",
        "type=ref,priority=90,event=branch; type=raw,my; type=raw,custom; type=raw,tags",
        "latest=true",
        "my custom tags dev latest"
    )]
    [DataRow(
        "raw08",
        "push_dev",
        "type=match,pattern=\\d{8}; type=raw,my; type=raw,custom; type=raw,tags",
        "latest=false",
        "my custom tags"
    )]
    [DataRow(
        "raw09",
        "push_dev",
        "type=match,pattern=\\d{8}; type=raw,my,prefix=foo-,suffix=-bar; type=raw,custom; type=raw,tags",
        "latest=false prefix=glo- suffix=-bal",
        "foo-my-bar glo-custom-bal glo-tags-bal"
    )]
    [DataRow("raw10", "push_dev", "type=raw,foo; type=raw,bar,enable=false; type=raw,baz,enable=true", "latest=false", "foo baz")]
    public void Rules_give_what_they_give_in_the_action(
        string name,
        string happening,
        string rules,
        string flavor,
        string expected,
        string ours = ""
    )
    {
        using var folder = new TemporaryDirectory();
        var errors = ImmutableArray.CreateBuilder<Diagnostic>();
        var selection = new TagSelection { Flavor = flavor, Rules = [.. Rules(rules)] };
        var request = Request(happening, folder) with { TagSelection = selection };
        var ci = CiProviders.Read(request.Environment);
        // Some of the cases check out what a pull request brings, not what the event names.
        var commit = name.StartsWith("head-", StringComparison.Ordinal) ? Head : ci?.Commit;
        var source = new SourceReading(
            commit is null
                ? null
                : new SourceRevision
                {
                    Origin = "git",
                    Commit = commit,
                    CommitDate = Now,
                    Branch = ci?.Commit == commit ? ci.Branch : "stable",
                    Tags = ci?.Tag is { } tag ? [tag] : [],
                    Ci = ci?.Of(commit),
                }
        );
        var versions = new VersionSource(request, source, errors);
        var version = versions.Find(isNeeded: true, TestContext.CancellationToken);
        var context = ContainerMetadata.Context(request, source, versions, version, commit, errors, TestContext.CancellationToken);
        var tags = TagRules.Choose([], selection, context, errors);
        var actual =
            errors.Count > 0 ? errors.Select(error => error.Code).Distinct().Single() : string.Join(' ', tags.Select(one => one.Name));
        Assert.AreEqual(ours.Length > 0 ? ours : expected, actual, string.Join('\n', errors));
    }

    /// <summary>The variables of an event, and the part of its file that counts here.</summary>
    private static MetadataRequest Request(string happening, TemporaryDirectory folder)
    {
        var (name, reference, commit) = happening switch
        {
            "null" or "empty" => ("", "", ""),
            "pull_request" => (happening, "refs/pull/15/merge", "a9c8c5828b91be19d9728548b24759e352367ef1"),
            "pull_request_target" => (happening, "refs/heads/master", Master),
            "push_dev" => ("push", "refs/heads/dev", Dev),
            "push_master" => ("push", "refs/heads/master", Master),
            "push_invalidchars" => ("push", "refs/heads/my/feature#1245", "983315b5e8d46e46fc4c49869e85e7ee5fb289ba"),
            "schedule" or "workflow_dispatch" => (happening, "refs/heads/master", Dev),
            "release_created" => ("release", "refs/tags/v1.1.1", Dev),
            "tag_p1-v1.0.0" => ("push", "refs/tags/p1/v1.0.0", Dev),
            _ when happening.StartsWith("tag_", StringComparison.Ordinal) => ("push", $"refs/tags/{happening[4..]}", Dev),
            _ => throw new ArgumentException(happening),
        };
        var isPullRequest = name.StartsWith("pull_request", StringComparison.Ordinal);
        // The files of these two do not name the default branch.
        var number = isPullRequest ? "\"number\":15," : "";
        var content = name is "schedule" or "release" ? "{}" : "{" + number + "\"repository\":{\"default_branch\":\"master\"}}";
        return new()
        {
            ProjectDirectory = folder.FullName,
            Now = Now,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["GITHUB_ACTIONS"] = happening == "null" ? "" : "true",
                ["GITHUB_EVENT_NAME"] = name,
                ["GITHUB_EVENT_PATH"] = folder.Write("event.json", content),
                ["GITHUB_REF"] = reference,
                ["GITHUB_SHA"] = commit,
                ["GITHUB_HEAD_REF"] = isPullRequest ? "test-pr" : "",
                ["GITHUB_BASE_REF"] = isPullRequest ? "master" : "",
            },
        };
    }

    /// <summary>As the action writes them: <c>type=semver,pattern={{version}}</c>, a value with a comma between quotes.</summary>
    private static IEnumerable<TagRuleInput> Rules(string text)
    {
        if (text.Length == 0)
        {
            // What the action does where it is told nothing.
            text = "type=schedule; type=ref,event=branch; type=ref,event=tag; type=ref,event=pr";
        }

        foreach (var rule in text.Split("; "))
        {
            var parts = Fields(rule)
                .Select(field => field.Split('=', 2) is [var key, var value] ? (Key: key, Value: value) : (Key: "value", Value: field))
                .ToList();
            string? Value(string key) => parts.Where(part => part.Key == key).Select(part => part.Value).FirstOrDefault();
            yield return new TagRuleInput(Value("type")!)
            {
                Pattern = Value("pattern"),
                Prefix = Value("prefix"),
                Suffix = Value("suffix"),
                Enable = Value("enable"),
                Priority = Value("priority"),
                Value = Value("value"),
                Group = Value("group"),
                Event = Value("event"),
                Branch = Value("branch"),
                Format = Value("format"),
                Match = Value("match"),
                Metadata = [.. parts.Select(part => part.Key).Where(key => key != "type")],
            };
        }
    }

    private static string[] Fields(string rule)
    {
        var quoted = rule.Split('"');
        var separators = quoted.Select((part, index) => index % 2 == 0 ? part.Replace(',', '\n') : part);
        return string.Concat(separators).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
