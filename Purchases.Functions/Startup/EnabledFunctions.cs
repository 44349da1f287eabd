using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Purchases.Core;
using Purchases.Core.Http;

namespace Purchases.Functions.Startup;

/// <summary>
/// Which functions this app runs: all, or those that the host setting <c>functions</c> selects
/// (<c>AzureFunctionsJobHost__functions__0=Buy</c> …), which is how web and api are split. What they need is read from their
/// constructors and their bindings.
/// </summary>
public sealed class EnabledFunctions(IConfiguration configuration)
{
    private static readonly SortedDictionary<string, MethodInfo> All = FunctionMethods.All();

    private readonly HashSet<string> _selected = new(
        configuration.GetSection("AzureFunctionsJobHost:functions").GetChildren().Select(child => child.Value ?? ""),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names as they were selected; empty when all functions run.</summary>
    public IReadOnlyCollection<string> Selected => _selected;

    /// <summary>Whether one of them uses the store. GetAllBoughtItems does so only where no api server is set.</summary>
    public bool NeedStore => AskFor<IPurchaseStore>() || AskFor<IRejectedEventStore>();

    /// <summary>Whether one of them uses the topic.</summary>
    public bool NeedTopic => Consume || Publish;

    /// <summary>Whether one of them takes events from the topic.</summary>
    public bool Consume => Methods.Any(method => FunctionMethods.Trigger<KafkaTriggerAttribute>(method) is not null);

    /// <summary>Whether one of them puts events on the topic.</summary>
    public bool Publish => Methods.Any(method => FunctionMethods.KafkaOutputs(method).Any());

    private IEnumerable<MethodInfo> Methods => All.Where(function => Contains(function.Key)).Select(function => function.Value);

    /// <summary>Whether one of them is given this service, or is given something that is.</summary>
    public bool AskFor<TService>() => Methods.Any(method => FunctionMethods.AsksFor(method, typeof(TService), Implementation));

    /// <summary>A line for each selected name that is no function: the host would pass over it without a word.</summary>
    /// <param name="all">The names of all functions, in the order in which the lines list them.</param>
    public IEnumerable<string> Faults(IReadOnlyCollection<string> all) => _selected
        .Where(name => !all.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Select(name => $"AzureFunctionsJobHost__functions selects '{name}', which is no function; there are {string.Join(", ", all)}.");

    public bool Contains(string function) => _selected.Count == 0 || _selected.Contains(function);

    private Type Implementation(Type service) =>
        service == typeof(IBoughtItems) && !ApiServerSettings.IsSet(configuration) ? typeof(StoredItems) : service;
}
