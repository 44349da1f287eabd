using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

public sealed partial class WorkflowTests
{
    private const string Ci = ".github/workflows/ci.yml";

    private const string Release = ".github/workflows/release.yml";

    private static readonly string Text = Repository.Read(Ci);

    // A tag can be moved to other code; a commit can't.
    [Theory]
    [InlineData(Ci)]
    [InlineData(Release)]
    public void Every_action_is_pinned_by_its_commit_and_says_its_version(string workflow)
    {
        var uses = Uses().Matches(Repository.Read(workflow));

        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.Matches("@[0-9a-f]{40} # v[0-9.]+$", use.Value));
    }

    [Fact]
    public void A_job_may_read_the_code_and_nothing_else_and_ends_in_time()
    {
        var workflow = Manifests.Yaml(Ci);

        Assert.Equal("read", (string?)workflow["permissions"]!.AsObject().Single().Value);
        Assert.All(workflow["jobs"]!.AsObject(), job =>
        {
            Assert.InRange(int.Parse((string)job.Value!["timeout-minutes"]!), 1, 30);
            Assert.Null(job.Value["permissions"]);
        });
    }

    // The README's commands before func or the containers start.
    [Theory]
    [InlineData("cp local.settings.json.example local.settings.json")]
    [InlineData("docker compose up --wait kafka mongo")]
    [InlineData("docker compose run --rm topic")]
    [InlineData("dotnet run --project Purchases.Functions")]
    [InlineData("docker compose up --build --wait")]
    [InlineData("kubectl apply -k .")]
    public void The_readmes_commands_are_run_there(string command)
    {
        Assert.Matches($@"(?m)^ *{Regex.Escape(command)}$", Repository.Documents);
        Assert.Contains(command, Text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"uses: .*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Uses();
}
