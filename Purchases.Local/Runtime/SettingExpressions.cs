using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Purchases.Local.Runtime;

/// <summary>Resolves binding expressions: <c>%KAFKA_TOPIC%</c> in an attribute stands for that setting's value.</summary>
internal sealed partial class SettingExpressions(IConfiguration configuration)
{
    /// <exception cref="StartupException">A setting is missing or empty.</exception>
    public string Resolve(string expression) => Expression().Replace(expression, match =>
        configuration[match.Groups["name"].Value] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new StartupException($"{match.Groups["name"].Value} is not set; a function needs it."));

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Expression();
}
