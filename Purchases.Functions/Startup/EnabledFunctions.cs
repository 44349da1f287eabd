using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Startup;

/// <summary>
/// The functions that this app runs, and so what it needs: all of them, or those that the host setting <c>functions</c> selects
/// (<c>AzureFunctionsJobHost__functions__0=Buy</c> …), without those that are disabled. Both settings are read as the Functions host reads
/// them.
/// </summary>
public sealed class EnabledFunctions(IConfiguration configuration)
{
    // A test fails until each function has the right line here.
    private static readonly SortedDictionary<string, Needs> NeedsOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Buy"] = Needs.Publish,
        ["DismissRejectedEvent"] = Needs.Store,
        ["GetAllBoughtItems"] = Needs.ApiServerOrStore,
        ["GetAsyncApi"] = Needs.Nothing,
        ["GetEventSchema"] = Needs.Nothing,
        ["GetOpenApi"] = Needs.Nothing,
        ["GetPurchase"] = Needs.Store,
        ["GetPurchases"] = Needs.Store,
        ["GetRejectedEvent"] = Needs.Store,
        ["GetRejectedEvents"] = Needs.Store,
        ["Health"] = Needs.Nothing,
        ["RecordPurchases"] = Needs.Consume | Needs.Store,
        ["ReplayRejectedEvent"] = Needs.Publish | Needs.Store,
        ["ReplayRejectedEvents"] = Needs.Publish | Needs.Store,
    };

    private readonly HashSet<string> _selected = new(
        configuration.GetSection("AzureFunctionsJobHost:functions").GetChildren().Select(child => child.Value ?? ""),
        StringComparer.OrdinalIgnoreCase);

    [Flags]
    private enum Needs
    {
        Nothing = 0,
        Consume = 1,
        Publish = 2,
        Store = 4,
        ApiServerOrStore = 8,
    }

    /// <summary>The names of all functions, in order.</summary>
    public static IReadOnlyCollection<string> All => NeedsOf.Keys;

    /// <summary>Whether an enabled function consumes the topic.</summary>
    public bool Consume => Need(Needs.Consume);

    /// <summary>Whether an enabled function publishes to the topic.</summary>
    public bool Publish => Need(Needs.Publish);

    /// <summary>Whether an enabled function uses the topic.</summary>
    public bool NeedTopic => Consume || Publish;

    /// <summary>Whether an enabled function reads from the api server if one is set, and otherwise from the store.</summary>
    public bool NeedApiServerOrStore => Need(Needs.ApiServerOrStore);

    /// <summary>Whether an enabled function uses the store.</summary>
    public bool NeedStore => Need(Needs.Store) || (NeedApiServerOrStore && !ApiServerSettings.IsSet(configuration));

    /// <summary>A line for each selected name that isn't a function: the host ignores it silently.</summary>
    public IEnumerable<string> Faults() => _selected
        .Where(name => !NeedsOf.ContainsKey(name))
        .Select(name =>
            $"AzureFunctionsJobHost__functions selects '{name}', which isn't a function. The functions are {string.Join(", ", All)}.");

    public bool Contains(string function) =>
        (_selected.Count == 0 || _selected.Contains(function)) && !IsDisabled(function);

    private bool Need(Needs needs) => NeedsOf.Any(function => function.Value.HasFlag(needs) && Contains(function.Key));

    // As Azure/azure-webjobs-sdk, HostListenerFactory.IsDisabled. The second form is for shells that don't allow dots in a name.
    private bool IsDisabled(string function) =>
        IsTrue(configuration[$"AzureWebJobs.{function}.Disabled"]) || IsTrue(configuration[$"AzureWebJobs_{function}_Disabled"]);

    private static bool IsTrue(string? value) => value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
