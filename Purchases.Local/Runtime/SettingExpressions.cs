using Microsoft.Extensions.Configuration;

namespace Purchases.Local.Runtime;

/// <summary>Resolves binding expressions: <c>%KAFKA_TOPIC%</c> in an attribute means the value of that setting.</summary>
internal sealed class SettingExpressions(IConfiguration configuration)
{
    /// <exception cref="StartupException">A setting is missing or empty.</exception>
    public string Resolve(string expression)
    {
        if (expression is not ['%', .. var name, '%']) return expression;
        return configuration[name] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new StartupException($"{name} is not set, but an enabled function requires it.");
    }
}
