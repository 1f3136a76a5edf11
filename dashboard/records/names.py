"""What codes are called, with a pictogram where they are chosen on a phone; English, to be translated."""

from dashboard.i18n import N_

TYPES = {
    "pipes": (N_("Pipes"), "🚰"),
    "leak": (N_("Roof or wall leak"), "💧"),
    "cleaning": (N_("Cleaning"), "🧹"),
    "parking": (N_("Parking"), "🚲"),
    "fire": (N_("Fire hazard"), "🔥"),
    "noise": (N_("Noise, neighbours"), "🔊"),
    "security": (N_("Gate, light, security"), "💡"),
    "fees": (N_("Fees, service"), "🧾"),
    "trees": (N_("Trees"), "🌳"),
    "illegal_building": (N_("Illegal building"), "🧱"),
    "ageing": (N_("Lift, ageing"), "🦯"),
    "other": (N_("Other"), "💬"),
}
PLACES = {
    "flat": (N_("In a flat"), "🛋"),
    "roof": (N_("Roof"), "🏠"),
    "stairwell": (N_("Stairwell"), "🪜"),
    "yard": (N_("Yard"), "🌳"),
    "gate": (N_("Gate"), "🚪"),
    "outside": (N_("Outside"), "🛣"),
}
FACILITIES = {
    "fitness": N_("Fitness area"),
    "rest_area": N_("Rest area"),
    "bike_shed": N_("Bike shed"),
    "fire_point": N_("Fire point"),
    "card_gate": N_("Card gate"),
    "station": N_("Station"),
}
DATUMS = {
    "wgs84": N_("WGS-84 or CGCS2000"),
    "gcj02": N_("GCJ-02 (Gaode, Tencent)"),
    "bd09": N_("BD-09 (Baidu)"),
}
STATUS = {
    "accepted": N_("accepted"),
    "in_hand": N_("in hand"),
    "closed": N_("closed"),
    "confirmed": N_("confirmed by the resident"),
    "struck_off": N_("struck off"),
    "rejected": N_("rejected"),
    "transferred": N_("transferred"),
}
STEPS = {
    "contact": N_("contacted the resident"),
    "visit": N_("went to look"),
    "dispatch": N_("handed over"),
    "note": N_("remark"),
    "extension": N_("new date promised"),
    "reopen": N_("reopened"),
    "reject": N_("rejected"),
    "transfer": N_("transferred"),
    "strike_off": N_("struck off"),
}
OUTCOMES = {"solved": N_("solved"), "unsolved": N_("not solved"), "unreached": N_("not reached")}
SATISFACTION = {"satisfied": N_("satisfied"), "unsatisfied": N_("not satisfied")}
ROLES = {
    "leader": N_("leader"),
    "committee": N_("courtyard self-governance group"),
    "office": N_("community office"),
    "property": N_("property company"),
    "public": N_("public"),
}
DUTIES = {
    "requests": N_("requests"),
    "call_backs": N_("call-backs"),
    "hazards": N_("hazards"),
    "activities": N_("activities"),
    "meetings": N_("meetings"),
    "fees": N_("fees"),
    "station": N_("station"),
    "office": N_("people in office"),
    "renovation": N_("renovation"),
    "survey": N_("survey"),
}
HAZARDS = {
    "dangling_cable": (N_("Charging from a dangling cable"), "🔌"),
    "fire_lane": (N_("Fire lane blocked"), "🚒"),
    "clutter": (N_("Clutter in a passage"), "📦"),
    "extinguisher": (N_("Fire extinguisher missing or out of date"), "🧯"),
    "wall": (N_("Wall or plaster loose"), "🧱"),
    "railing": (N_("Railing loose"), "🚧"),
    "manhole": (N_("Manhole cover broken"), "🕳"),
    "wiring": (N_("Unsafe wiring"), "🔧"),
    "other": (N_("Other"), "💬"),
}
ROUNDS = {
    "fire": (N_("Fire safety"), "🔥"),
    "building": (N_("Buildings"), "🏚"),
    "security": (N_("Security"), "🔒"),
    "hygiene": (N_("Hygiene"), "🧹"),
}
POINTS = {
    "extinguisher": (N_("Fire extinguishers"), "🧯"),
    "hydrant": (N_("Hydrants"), "🚰"),
    "fire_lane": (N_("Fire lane"), "🚒"),
    "clutter": (N_("Passages free"), "📦"),
    "ebikes": (N_("No e-bikes in stairwells"), "🛵"),
    "cable": (N_("No cables from windows"), "🔌"),
    "wiring": (N_("Wires and fuse boxes"), "🔧"),
    "lights": (N_("Emergency lights"), "💡"),
    "roof": (N_("Roof"), "🏠"),
    "wall": (N_("Outer walls"), "🧱"),
    "railing": (N_("Railings"), "🚧"),
    "manhole": (N_("Manhole covers"), "🕳"),
    "gate": (N_("Gate and lock"), "🚪"),
    "cameras": (N_("Cameras"), "📹"),
    "lamps": (N_("Lamps in the yard"), "💡"),
    "bins": (N_("Bins"), "🗑"),
    "drains": (N_("Drains"), "🌊"),
    "toilet": (N_("Public toilet"), "🚻"),
}
MEETINGS = {
    "courtyard": (N_("courtyard meeting"), "🏠"),
    "consultation": (N_("consultation meeting"), "💬"),
    "joint": (N_("joint meeting"), "🤝"),
    "committee": (N_("committee meeting"), "👥"),
}
HALF_HOURS = {hour: hour for full in range(7, 22) for hour in (f"{full:02}:00", f"{full:02}:30")}
"""The half hours at which a meeting may begin."""
PARTIES = {
    "owners": N_("Owners"),
    "community": N_("Community"),
    "company": N_("Property company"),
    "unit": N_("Resident units"),
    "subdistrict": N_("Subdistrict"),
    "other": N_("Others"),
}
PRESENCE = {
    "present": N_("present"),
    "in_attendance": N_("in attendance"),
    "apologies": N_("apologies"),
    "absent": N_("absent"),
}
MATTER_OUTCOMES = {
    "resolved": N_("resolved"),
    "vote": N_("put to the vote"),
    "noted": N_("taken note of"),
    "put_off": N_("put off"),
}
"""What became of a matter on an agenda."""
SEAL_PURPOSES = {
    "repair_notice": N_("notice of repairs"),
    "opinion": N_("residents' opinions"),
    "resolution_notice": N_("notice of a resolution"),
    "activity_notice": N_("notice of an activity"),
    "fund_application": N_("application for the maintenance fund"),
    "contract_witness": N_("witness to a contract"),
    "forbidden_certificate": N_("certificate that may not be given"),
}
RENOVATION = {
    "basic": N_("Basic class"),
    "improvement": N_("Improvement class"),
    "upgrade": N_("Upgrade class"),
}
SELECTIONS = {
    "elected": N_("elected"),
    "self_nominated": N_("self-nominated"),
    "appointed": N_("appointed"),
}
POSTS = {
    "first_secretary": N_("first secretary"),
    "secretary": N_("secretary"),
    "director": N_("director"),
    "head": N_("group head"),
    "deputy": N_("deputy"),
    "member": N_("member"),
    "part_time_member": N_("part-time member"),
    "quality_director": N_("quality director"),
    "representative": N_("representative"),
}
DISPUTES = {
    "noise": (N_("Noise"), "🔊"),
    "leak": (N_("Leak"), "💧"),
    "parking": (N_("Parking"), "🚲"),
    "space": (N_("Shared space"), "📦"),
    "family": (N_("Family"), "👪"),
    "property": (N_("Fees, service"), "🧾"),
    "other": (N_("Other"), "💬"),
}
MEDIATION_RESULTS = {
    "agreed": (N_("agreed"), "🤝"),
    "not_agreed": (N_("not agreed"), "🙅"),
    "withdrawn": (N_("withdrawn"), "🚪"),
}
INCIDENTS = {
    "burglary": (N_("Burglary, theft"), "🔓"),
    "fire": (N_("Fire"), "🔥"),
    "injury": (N_("Somebody hurt"), "🩹"),
    "other": (N_("Other"), "💬"),
}
ACTIVITIES = {
    "culture": (N_("Culture, leisure"), "🎭"),
    "volunteer": (N_("Volunteer service"), "🧡"),
    "party": (N_("Party activity"), "🚩"),
    "learning": (N_("Learning"), "📚"),
    "other": (N_("Other"), "💬"),
}
ROOMS = {
    "council": N_("council room"),
    "mediation": N_("mediation room"),
    "activity": N_("activity room"),
    "library": N_("library"),
}
DISCLOSURES = {
    "party": (N_("Party affairs"), "🚩"),
    "residents": (N_("Residents' affairs"), "🏘"),
    "financial": (N_("Financial affairs"), "💰"),
}
MATTERS = {
    "ordinary": N_("Ordinary matter"),
    "special": N_("Special matter"),
    "consultative": N_("Consultation, binds nobody"),
}
ELECTORATES = {
    "owners": N_("Owners"),
    "households": N_("Households"),
    "residents": N_("Residents of 18 or over"),
}
SCOPES = {
    "courtyard": N_("The whole courtyard"),
    "building": N_("One building"),
    "stairwell": N_("One stairwell"),
    "site": N_("The whole site"),
}
BALLOTS = {
    "yes": (N_("Agrees"), "👍"),
    "no": (N_("Does not agree"), "👎"),
    "abstain": (N_("Abstains"), "🤚"),
}
CHANNELS = {
    "paper": (N_("Paper"), "📝"),
    "phone": (N_("Phone"), "📞"),
    "door": (N_("Door to door"), "🚪"),
    "room": (N_("In the room"), "👥"),
}
