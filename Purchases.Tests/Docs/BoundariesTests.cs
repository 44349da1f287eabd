using System.Text.RegularExpressions;

namespace Purchases.Tests.Docs;

/// <summary>Who may know of whom.</summary>
public sealed partial class BoundariesTests
{
    [Fact]
    public void Core_mentions_no_host_broker_or_database() =>
        Assert.All(Files("Purchases.Core"), file => Assert.DoesNotMatch(Hosts(), File.ReadAllText(file)));

    [Fact]
    public void Functions_mention_nothing_of_Local() =>
        Assert.All(Files("Purchases.Functions"), file => Assert.DoesNotMatch(Local(), File.ReadAllText(file)));

    [Fact]
    public void Local_carries_no_native_kafka_client() =>
        Assert.DoesNotContain(
            "librdkafka", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Purchases.Local.deps.json")), StringComparison.Ordinal);

    private static IEnumerable<string> Files(string project)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .ToList();
        Assert.NotEmpty(files);
        return files;
    }

    [GeneratedRegex("kafka|librdkafka|mongo|sqlite|azure|kestrel|functions host|functions worker", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Hosts();

    [GeneratedRegex(@"Purchases\.Local|(?<!\.)\bLocal\b(?!_)", RegexOptions.None, 1000)]
    private static partial Regex Local();
}
