using Purchases.Local;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Docs;

/// <summary>The command line explains itself.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Help_has_commands_examples_and_every_setting_that_counts_here()
    {
        var output = await RunAsync("--help");

        Assert.Contains(output, line => line.StartsWith("  import <FILE>", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("  backup <DIR>", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("  --retain <DAYS>", StringComparison.Ordinal));
        Assert.Contains(output, line => line.StartsWith("  Purchases.Local import purchases.jsonl ", StringComparison.Ordinal));
        Assert.All(HelpText.Settings,
            setting => Assert.Contains(output, line => line.StartsWith($"  {setting.Name} ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("import", "--help", "--dry-run")]
    [InlineData("backup", "--help", "also while it is in use")]
    [InlineData("--version", null, "0.")]
    public async Task A_question_is_answered(string first, string? second, string expected)
    {
        var output = await RunAsync([first, .. second is null ? Array.Empty<string>() : [second]]);

        Assert.Contains(expected, string.Join(' ', output), StringComparison.Ordinal);
    }

    // Local needs no broker and no MongoDB, and all it acknowledges is on disk; the other settings of the page's table are of use to it.
    [Fact]
    public void The_settings_are_those_of_the_configuration_page()
    {
        var page = Repository.Read("docs/configuration.md");
        var table = page[..page.IndexOf("## Roles", StringComparison.Ordinal)];
        var names = table.Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Trim().Trim('`'))
            .Where(name => name.Contains('_', StringComparison.Ordinal) && !Elsewhere(name));
        var told = HelpText.Settings.Select(setting => setting.Name).Where(name => !name.Contains("__", StringComparison.Ordinal));

        Assert.Equal(names.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));

        static bool Elsewhere(string name) =>
            name.StartsWith("MONGO_", StringComparison.Ordinal) || name is "KAFKA_BOOTSTRAP_SERVERS" or "KAFKA_DELIVERY";
    }

    private async Task<IReadOnlyCollection<string>> RunAsync(params string[] arguments)
    {
        using var local = LocalProcess.Launch(_folder.Path, arguments);
        Assert.Equal(0, await local.ExitAsync());
        return local.Output;
    }
}
