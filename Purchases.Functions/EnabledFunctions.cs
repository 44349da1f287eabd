using Microsoft.Extensions.Configuration;

namespace Purchases.Functions;

/// <summary>
/// Which functions this app runs: all, or those that the host setting <c>functions</c> selects
/// (<c>AzureFunctionsJobHost__functions__0=Buy</c> …), which is how web and api are split.
/// </summary>
public sealed class EnabledFunctions(IConfiguration configuration)
{
    private readonly HashSet<string> _selected = new(
        configuration.GetSection("AzureFunctionsJobHost:functions").GetChildren().Select(child => child.Value ?? ""),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names as they were selected; empty when all functions run.</summary>
    public IReadOnlyCollection<string> Selected => _selected;

    public bool Contains(string function) => _selected.Count == 0 || _selected.Contains(function);
}
