using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

public sealed partial class ConfigurationPageTests
{
    private static readonly Dictionary<string, string> Rows = Row().Matches(Repository.Read("docs/configuration.md"))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["default"].Value, StringComparer.Ordinal);

    [Fact]
    public void Every_default_on_the_page_is_the_one_that_the_deployments_have() =>
        Assert.Empty(KnownSettings.Contradictions(Rows));

    [Fact]
    public void Every_setting_is_explained_on_its_page_or_in_operations()
    {
        var operations = Repository.Read("docs/operations.md");

        Assert.All(KnownSettings.Defaults.Keys,
            name => Assert.True(Rows.ContainsKey(name) || operations.Contains(name, StringComparison.Ordinal), name));
        Assert.Empty(KnownSettings.Defaults.Where(setting => setting.Value is not null).Select(setting => setting.Key)
            .Except(Rows.Keys, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `?(?<name>[A-Z]+(_[A-Z]+)+)`? \| `?(?<default>[^|`]*?)`? \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
