using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Startup;

/// <summary>
/// Which functions this app runs, and so what it needs: all of them, or those that the host setting <c>functions</c> selects
/// (<c>AzureFunctionsJobHost__functions__0=Buy</c> …), without those that are disabled. Both settings are read as the Functions host
/// reads them.
/// </summary>
public sealed class EnabledFunctions(IConfiguration configuration)
{
    // A new function gets its line here; a test fails until it has the right one.
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

    /// <summary>The names as they were selected; empty when none was.</summary>
    public IReadOnlyCollection<string> Selected => _selected;

    /// <summary>Whether one of them takes events from the topic.</summary>
    public bool Consume => Need(Needs.Consume);

    /// <summary>Whether one of them puts events on the topic.</summary>
    public bool Publish => Need(Needs.Publish);

    /// <summary>Whether one of them uses the topic.</summary>
    public bool NeedTopic => Consume || Publish;

    /// <summary>Whether one of them reads from the api server if one is set, and from the store if not.</summary>
    public bool NeedApiServerOrStore => Need(Needs.ApiServerOrStore);

    /// <summary>Whether one of them uses the store.</summary>
    public bool NeedStore => Need(Needs.Store) || (NeedApiServerOrStore && !ApiServerSettings.IsSet(configuration));

    /// <summary>A line for each selected name that is no function: the host would pass over it without a word.</summary>
    public IEnumerable<string> Faults() => _selected
        .Where(name => !NeedsOf.ContainsKey(name))
        .Select(name => $"AzureFunctionsJobHost__functions selects '{name}', which is no function; there are {string.Join(", ", All)}.");

    public bool Contains(string function) =>
        (_selected.Count == 0 || _selected.Contains(function)) && !IsDisabled(function);

    private bool Need(Needs needs) => NeedsOf.Any(function => function.Value.HasFlag(needs) && Contains(function.Key));

    // As Azure/azure-webjobs-sdk, HostListenerFactory.IsDisabled. The second spelling is for shells that allow no dots in a name.
    private bool IsDisabled(string function) =>
        IsTrue(configuration[$"AzureWebJobs.{function}.Disabled"]) || IsTrue(configuration[$"AzureWebJobs_{function}_Disabled"]);

    private static bool IsTrue(string? value) => value == "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
